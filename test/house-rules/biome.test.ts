/** biome.json holds the boundaries, sizes and names; here each is shown to find what is planted. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

const PLANTED: Readonly<Record<string, string>> = {
  "src/ground/a/index.ts": 'import { x } from "#data";\nexport const y = x;\n',
  "src/ground/b/index.ts":
    'import { q } from "#slices/runs";\nimport { y } from "../a/index.ts";\nexport const k = [y, q];\n',
  "src/runs/up.ts":
    'import { d } from "#data";\nimport { g } from "#ground/a";\nimport { s } from "#slices/data";\nimport { w } from "#web/table";\nimport { y } from "../data/store/x.ts";\nexport const k = [d, g, s, w, y, process.env["A"]];\nconsole.log(k);\n',
  "src/runs/search/index.ts": 'import { y } from "../../data/store/x.ts";\nexport default y;\n',
  "src/runs/search/store/find.ts":
    'import { z } from "../../../data/store/x.ts";\nimport { y } from "../../store/x.ts";\nexport const k = [y, z];\n',
  "src/runs/page/list/table.tsx":
    'import type { k } from "../../api.ts";\nimport { y } from "../../store/x.ts";\nimport { w } from "../list.tsx";\nimport { r } from "../run/page.tsx";\nexport const t: k = [w, y, r];\n',
  "src/runs/page/list.tsx":
    'import fs from "node:fs";\nimport { d } from "#data";\nimport { g } from "#ground/a";\nimport { t } from "#web/table";\nimport { z } from "zod";\nimport type { k } from "../api.ts";\nimport { y } from "../store/x.ts";\nexport const w: k = [fs, d, g, t, z, y];\n',
  "src/web/table/index.ts": 'import { r } from "#runs";\nexport const x = r;\n',
  "src/app/up.ts":
    'import { s } from "#slices/runs";\nimport { f } from "../runs/up.ts";\nexport const x = [s, f];\n',
  "src/data/index.ts": 'export { x } from "./x.ts";\nexport const d = 1;\n',
  "src/data/x.ts":
    'import { d } from "#data";\nexport const x = d;\nexport async function wait() {\n  await 1;\n}\nwait();\n',
  "src/data/BadName.ts": "export const x = 1;\n",
  "src/data/long.ts": `export const lines = [\n${"  1,\n".repeat(400)}];\n`,
  "src/data/wide.ts": `export function wide(f: () => void) {\n${"  f();\n".repeat(71)}}\n`,
};

const FOUND = [
  "src/app/up.ts:2 noRestrictedImports",
  "src/data/BadName.ts useFilenamingConvention",
  "src/data/index.ts:1 noImportCycles",
  "src/data/long.ts:1 noExcessiveLinesPerFile",
  "src/data/wide.ts:1 noExcessiveLinesPerFunction",
  "src/data/x.ts:1 noImportCycles",
  "src/data/x.ts:6 noFloatingPromises",
  "src/ground/a/index.ts:1 noRestrictedImports",
  "src/ground/b/index.ts:1 noRestrictedImports",
  "src/ground/b/index.ts:2 noRestrictedImports",
  "src/runs/page/list.tsx:1 noRestrictedImports",
  "src/runs/page/list.tsx:2 noRestrictedImports",
  "src/runs/page/list.tsx:3 noRestrictedImports",
  "src/runs/page/list.tsx:5 noRestrictedImports",
  "src/runs/page/list.tsx:7 noRestrictedImports",
  "src/runs/page/list/table.tsx:2 noRestrictedImports",
  "src/runs/page/list/table.tsx:4 noRestrictedImports",
  "src/runs/search/index.ts:1 noRestrictedImports",
  "src/runs/search/index.ts:2 noDefaultExport",
  "src/runs/search/store/find.ts:1 noRestrictedImports",
  "src/runs/up.ts:3 noRestrictedImports",
  "src/runs/up.ts:4 noRestrictedImports",
  "src/runs/up.ts:5 noRestrictedImports",
  "src/runs/up.ts:6 noProcessEnv",
  "src/runs/up.ts:7 noConsole",
  "src/web/table/index.ts:1 noRestrictedImports",
];

/** Where a file lies that an override speaks of; one without such a place here fails the test below. */
const PLACES: Readonly<Record<string, string>> = {
  "src/*/*.ts": "src/runs/planted.ts",
  "src/*/*/**": "src/runs/search/planted.ts",
  "src/*/*/store/**": "src/runs/search/store/planted.ts",
  "src/ground/**": "src/ground/git/planted.ts",
  "src/app/*.ts": "src/app/planted.ts",
  "src/app/*/**": "src/app/demo/planted.ts",
  "src/*/page/**": "src/runs/page/planted.tsx",
  "src/*/page/*/**": "src/runs/page/list/planted.tsx",
  "src/web/**": "src/web/table/planted.tsx",
};

/** An import that a pattern speaks of. */
const SPECIFIERS: Readonly<Record<string, string>> = {
  "../**": "../there/x.ts",
  "../../**": "../../there/x.ts",
  "../*/**": "../compare/x.ts",
  "../../../**": "../../../there/x.ts",
  "#slices/*": "#slices/data",
  "#pages/*": "#pages/data",
  "#clients/*": "#clients/data",
  "#web/*": "#web/table",
  "#*": "#data",
  "#*/**": "#slices/data",
  "node:*": "node:fs",
  zod: "zod",
  kysely: "kysely",
  fastify: "fastify",
};

type Override = {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
};

/** By file, the imports that the overrides of biome.json forbid there, one a line. */
function forbidden(): ReadonlyMap<string, readonly string[]> {
  const { overrides } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8")) as {
    overrides: readonly Override[];
  };
  return new Map(
    overrides.flatMap(({ includes, linter }): [string, string[]][] => {
      const patterns = linter.rules.style?.noRestrictedImports?.options.patterns;
      if (patterns === undefined) return [];
      const groups = patterns.flatMap(({ group }) => group).filter((one) => !one.startsWith("!"));
      return [
        [PLACES[includes[0] ?? ""] ?? `no place for ${includes[0]}`, groups.map(specifierOf)],
      ];
    }),
  );
}

function specifierOf(pattern: string): string {
  return SPECIFIERS[pattern] ?? `nothing for ${pattern}`;
}

/** What biome finds in a folder that holds these files and our biome.json. */
function lint(planted: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "fettle-biome-"));
  try {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    writeFileSync(join(folder, ".gitignore"), "node_modules\n");
    for (const name of ["biome.json", "package.json"]) cpSync(join(root, name), join(folder, name));
    for (const [path, text] of Object.entries(planted)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { stdout, stderr } = spawnSync(
      join(root, "node_modules", ".bin", "biome"),
      ["lint", "--max-diagnostics=none", "--colors=off", "."],
      { cwd: folder, encoding: "utf8" },
    );
    return [
      ...`${stdout}${stderr}`.matchAll(
        /^((?:src|test)\/[^ :]+)(:\d+)?(?::\d+)? lint\/\w+\/(\w+)/gm,
      ),
    ]
      .map(([, path = "", line = "", rule = ""]) => `${path}${line} ${rule}`)
      .sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it("finds every planted violation of a boundary, a size and a name", () => {
  expect(lint(PLANTED)).toEqual(FOUND);
});

it("finds each import that an override forbids, and none that it allows", () => {
  const files = [...forbidden()];
  const planted = files.map(([path, specifiers]): [string, string] => [
    path,
    specifiers.map((one, at) => `import { a${at} } from "${one}";\n`).join(""),
  ]);
  const allowed = {
    "src/runs/page/list/allowed.tsx":
      'import type { A } from "../../api.ts";\nimport { b } from "#web/table";\nexport const c: A = b;\n',
    "src/ground/environment/index.ts": 'export const home = process.env["HOME"];\n',
    "test/support/allowed.ts": 'console.log(process.env["HOME"]);\n',
  };
  const found = lint({ ...Object.fromEntries(planted), ...allowed });
  const unused = /noUnusedImports|noUnresolvedImports/;
  expect(found.filter((one) => !unused.test(one))).toEqual(
    files
      .flatMap(([path, specifiers]) =>
        specifiers.map((_, at) => `${path}:${at + 1} noRestrictedImports`),
      )
      .sort(),
  );
});
