import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type Bundle = Readonly<Record<string, { type: string; moduleIds?: readonly string[] }>>;
type Emit = (file: { type: "asset"; fileName: string; source: string }) => void;

/** A bundler plugin that writes THIRD-PARTY.txt: the licence of every package whose code the bundle holds. */
export function licenseNotices() {
  return {
    name: "license-notices",
    generateBundle(this: { emitFile: Emit }, _options: unknown, bundle: Bundle) {
      const folders = new Set<string>();
      for (const chunk of Object.values(bundle))
        for (const id of chunk.moduleIds ?? []) {
          const folder = packageFolderOf(id);
          if (folder !== undefined) folders.add(folder);
        }
      const notices = [...folders].map(noticeOf).sort();
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source: notices.join("\n\n") });
    },
  };
}

/** `/x/node_modules/@scope/name` of a module inside it. */
export function packageFolderOf(id: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replace(/^\0/, ""))?.[0];
}

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text =
    file !== undefined && existsSync(join(folder, file))
      ? readFileSync(join(folder, file), "utf8").trim()
      : "";
  return `=== ${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})\n\n${text}`;
}
