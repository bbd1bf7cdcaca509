import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { SourceFile } from "./source.ts";

/** The files below a folder of this machine; none where there is no such folder, or none was named (""). Links are not followed. */
export async function* localFiles(folder: string, below = ""): AsyncIterable<SourceFile> {
  if (folder === "") return;
  const entries = await opendir(join(folder, below)).catch(() => undefined);
  if (entries === undefined) return;
  for await (const entry of entries) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* localFiles(folder, path);
    else if (entry.isFile()) {
      const file = join(folder, path);
      const { size } = await stat(file);
      yield { path, size, use: (work) => work(file) };
    }
  }
}
