import { lstatSync } from "node:fs";
import { join } from "node:path";
import { emitDirectory } from "../dvc/index.ts";
import type { Entry } from "../model.ts";
import { hashBytes } from "./hash-file.ts";
import type { Pulse } from "./pulse.ts";
import { type FoundFile, findFile, walkFolder } from "./walk.ts";

/** What stands at a path, not yet hashed. */
export type Tree = {
  readonly path: string;
  readonly folder: boolean;
  /** The file itself, with an empty relpath, or all files below the folder. */
  readonly files: readonly FoundFile[];
  /** Bytes of all files. */
  readonly size: number;
  /** Links to folders, which were left out. */
  readonly linkedFolders: readonly string[];
};

export type TreeOptions = {
  readonly pulse: Pulse;
  /** What .dvcignore leaves out of a folder, by the path inside it. */
  readonly ignored?: (relpath: string, folder: boolean) => boolean;
  readonly onFile?: (relpath: string) => void;
};

/** Finds the files at a path that exists. */
export async function findTree(path: string, options: TreeOptions): Promise<Tree> {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) {
    const file = findFile(path, stat.isSymbolicLink());
    return { path, folder: false, files: [file], size: file.size, linkedFolders: [] };
  }
  const { pulse, ignored = () => false, onFile } = options;
  const walk = await walkFolder(path, {
    pulse,
    ignored,
    ...(onFile === undefined ? {} : { onFile }),
  });
  const size = walk.files.reduce((sum, file) => sum + file.size, 0);
  return { path, folder: true, ...walk, size };
}

/** A file as it was when it was hashed. */
export type HashedFile = { readonly md5: string; readonly size: number; readonly mtimeMs: number };

/** A tree with its hashes. */
export type HashedTree = {
  /** Of a folder, with the ending `.dir`. */
  readonly md5: string;
  readonly size: number;
  /** How many files a folder holds; undefined for a file. */
  readonly files: number | undefined;
  readonly executable: boolean;
  /** Every file by its path inside the folder; the single file by the empty path. */
  readonly found: ReadonlyMap<string, HashedFile>;
  /** The .dir object of a folder. */
  readonly list: Buffer | undefined;
};

/** Hashes all files of a tree with `hash`, which may keep their contents meanwhile. */
export async function hashTree(
  tree: Tree,
  pulse: Pulse,
  hash: (path: string, file: FoundFile) => Promise<{ md5: string; size: number }>,
): Promise<HashedTree> {
  const found = new Map<string, HashedFile>();
  let size = 0;
  for (const file of tree.files) {
    const one = await hash(file.relpath === "" ? tree.path : join(tree.path, file.relpath), file);
    found.set(file.relpath, { ...one, mtimeMs: file.mtimeMs });
    size += one.size;
    if (pulse.due()) await pulse.rest();
  }
  const single = tree.files[0];
  if (!tree.folder && single !== undefined) {
    const md5 = found.get("")?.md5 ?? "";
    return { md5, size, files: undefined, executable: single.executable, found, list: undefined };
  }
  const entries: Entry[] = [...found].map(([relpath, { md5 }]) => ({ md5, relpath }));
  const list = emitDirectory(entries);
  const md5 = `${hashBytes(list)}.dir`;
  return { md5, size, files: found.size, executable: false, found, list };
}
