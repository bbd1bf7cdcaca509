import { constants } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { errnoOf } from "#ground/errors";
import { OWN_FOLDER } from "./object-store.ts";
import { type FileSums, isPassing, openSums, SUMMED, type SumsOf, sumsFile } from "./sums.ts";

/** What became of the files of a folder. */
export type Verified = {
  /** Files that were looked at, each once, whatever its names. */
  files: number;
  /** Of these, those that had no sums. */
  unknown: number;
  readonly damaged: { readonly path: string; readonly at: number }[];
};

export type VerifyOptions = {
  /** Reads no file that has sums, and gives sums to the others. */
  readonly onlyNew?: boolean;
  /** Awaited between two MiB; false ends it. */
  goOn(): Promise<boolean>;
};

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads this server's own folder of artifacts, its trash as well, and tells which files are not as they were stored. */
export async function verifyFolder(root: string, options: VerifyOptions): Promise<Verified> {
  const verified: Verified = { files: 0, unknown: 0, damaged: [] };
  const sums = openSums(sumsFile(root));
  const seen = new Set<bigint>();
  const begun = Date.now();
  const folders = [""];
  while (folders.length > 0) {
    const inside = folders.shift() as string;
    const entries = await readdir(join(root, inside), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (isPassing(path)) continue;
      // Fettle's own folder last, so that a content is told by the name that people know.
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && !(await verifyFile(root, path, { sums, seen, verified, options })))
        return verified;
    }
    folders.sort((a, b) => Number(a.startsWith(OWN_FOLDER)) - Number(b.startsWith(OWN_FOLDER)));
  }
  if (options.onlyNew === true) sums.forgetBefore(begun);
  return verified;
}

type Verifying = {
  readonly sums: SumsOf;
  readonly seen: Set<bigint>;
  readonly verified: Verified;
  readonly options: VerifyOptions;
};

async function verifyFile(
  root: string,
  path: string,
  { sums, seen, verified, options }: Verifying,
): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(join(root, path), READ);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ELOOP") return true;
    throw error;
  }
  try {
    const info = await file.stat({ bigint: true });
    if (!info.isFile() || seen.has(info.ino)) return true;
    seen.add(info.ino);
    verified.files += 1;
    const kept = sums.of(info);
    if (kept === undefined) verified.unknown += 1;
    if (options.onlyNew === true && kept !== undefined) {
      sums.mark(info, Date.now());
      return options.goOn();
    }
    if (options.onlyNew !== true && kept === undefined) return options.goOn();
    const found = await sumsOfFile(file, options.goOn);
    if (found === undefined) return false;
    if (kept === undefined) sums.keep(info, found);
    else {
      const at = firstDifference(kept, found);
      if (at !== undefined) verified.damaged.push({ path, at });
    }
    return options.goOn();
  } finally {
    await file.close();
  }
}

async function sumsOfFile(
  file: FileHandle,
  goOn: () => Promise<boolean>,
): Promise<FileSums | undefined> {
  const bytes = Buffer.allocUnsafe(SUMMED);
  const sums: number[] = [];
  let size = 0;
  for (;;) {
    let filled = 0;
    for (let got = -1; filled < SUMMED && got !== 0; filled += got)
      got = (await file.read(bytes, filled, SUMMED - filled, size + filled)).bytesRead;
    if (filled > 0) sums.push(crc32(bytes.subarray(0, filled)));
    size += filled;
    if (filled < SUMMED) return { size, sums };
    if (!(await goOn())) return undefined;
  }
}

function firstDifference(kept: FileSums, found: FileSums): number | undefined {
  const at = kept.sums.findIndex((sum, i) => sum !== found.sums[i]);
  if (at !== -1) return at * SUMMED;
  return kept.size === found.size ? undefined : Math.min(kept.size, found.size);
}
