import {
  type Finding,
  isCode,
  type Rule,
  type SourceFile,
  sliceOf,
  slicesOf,
} from "./source-file.ts";

const NEEDED = ["README.md", "index.ts", "slice.ts"];
const FOLDERS = new Set(["store", "migrations", "page"]);
const FILE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.test)?\.tsx?$/;
const MIGRATION = /^\d{3}-[a-z0-9-]+\.ts$/;
const FILES_MAX = 25;

/** A slice holds only the names and rooms of ARCHITECTURE.md. */
export const sliceShape: Rule = (files) =>
  slicesOf(files).flatMap((slice) =>
    shapeOf(
      slice,
      files.filter((f) => sliceOf(f.path) === slice),
    ),
  );

function shapeOf(slice: string, files: readonly SourceFile[]): readonly Finding[] {
  const findings: Finding[] = [];
  const names = files.map((f) => f.path.slice(`src/${slice}/`.length));
  for (const needed of NEEDED)
    if (!names.includes(needed))
      findings.push({ path: `src/${slice}/${needed}`, problem: "every slice has one" });
  for (const name of names) {
    const parts = name.split("/");
    const last = parts[parts.length - 1] ?? "";
    const path = `src/${slice}/${name}`;
    const inPage = parts[0] === "page";
    if (parts.length > deepest(parts))
      findings.push({
        path,
        problem: "rooms are one level deep, and so are the screens of a page",
      });
    if (parts[0] === "migrations" && MIGRATION.test(last)) continue;
    if (last !== "README.md" && !FILE.test(last) && !(inPage && last.endsWith(".css")))
      findings.push({ path, problem: "a slice holds kebab-case TypeScript and its README.md" });
  }
  const rooms = new Set(names.filter((n) => n.includes("/")).map((n) => n.split("/")[0] ?? ""));
  for (const room of rooms)
    if (!FOLDERS.has(room) && !names.includes(`${room}/index.ts`))
      findings.push({ path: `src/${slice}/${room}/index.ts`, problem: "a room has a door" });
  for (const [folder, rest] of [
    ["", `past ${FILES_MAX} a slice has rooms`],
    ["page/", `past ${FILES_MAX} a page has a folder a screen`],
  ] as const) {
    const own = names
      .filter((n) => n.startsWith(folder) && isCode(n) && !n.includes(".test."))
      .filter((n) => !n.slice(folder.length).includes("/"));
    if (own.length > FILES_MAX)
      findings.push({
        path: `src/${slice}/${folder}`.replace(/\/$/, ""),
        problem: `${own.length} files at the top; ${rest}`,
      });
  }
  return findings;
}

/** A room has its store one level deeper, a page its screens. */
function deepest([first = "", second]: readonly string[]): number {
  if (first === "page") return 3;
  return second === "store" && !FOLDERS.has(first) ? 3 : 2;
}

/** Doors of slices and rooms name what others may use, and do nothing. */
export const doorsHoldNoLogic: Rule = (files) =>
  files
    .filter((f) => sliceOf(f.path) !== undefined && f.path.endsWith("/index.ts"))
    // A folder of migrations lists them: that list is its door.
    .filter((f) => !f.path.includes("/migrations/") && !f.path.includes("/page/"))
    .flatMap((file) => {
      const rest = file.text
        .replaceAll(/\/\*[\s\S]*?\*\//g, "")
        .replaceAll(/^\s*\/\/.*$/gm, "")
        .replaceAll(/export\s+(type\s+)?(\{[^}]*\}|\*(\s+as\s+\w+)?)\s+from\s+"[^"]+";/g, "")
        .trim();
      return rest === ""
        ? []
        : [{ path: file.path, problem: `a door only re-exports; move this: ${rest.slice(0, 60)}` }];
    });

/** The noun typed is the folder's name. */
export const namedAfterFolder: Rule = (files) =>
  files
    .filter((f) => sliceOf(f.path) !== undefined && /^src\/[^/]+\/slice\.ts$/.test(f.path))
    .flatMap((file) => {
      const name = /\bname:\s*"([^"]+)"/.exec(file.text)?.[1];
      return name === sliceOf(file.path)
        ? []
        : [
            {
              path: file.path,
              problem: `its name is ${JSON.stringify(name)}; expected the folder's`,
            },
          ];
    });

/** A README of 10 to 30 lines: long enough to say what it is for, short enough to be read. */
export const readmeLength: Rule = (files) =>
  files
    .filter((f) => /^src\/[^/]+\/README\.md$/.test(f.path) && sliceOf(f.path) !== undefined)
    .flatMap((file) => {
      const lines = file.text.trimEnd().split("\n").length;
      return lines >= 10 && lines <= 30
        ? []
        : [{ path: file.path, problem: `${lines} lines; expected 10 to 30` }];
    });
