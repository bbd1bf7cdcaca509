import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { link, open } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";
import type { Received as Whole } from "./receive.ts";

type Received = Omit<Whole, "sums">;

/**
 * The contents that a folder of artifacts holds, each by its key, as hard links in a folder of their own: files of equal
 * content are one file on disk. The key finds a content, and a comparison of the bytes decides. A table of them would
 * have to agree with the disk after every crash and every `rm` of a person; links always do. What nothing else links to
 * any more is removed by `sweep`.
 */
export type Contents = {
  /** Makes a link at `to` to the content that came in, where it is held already; false where it isn't. */
  share(received: Received, to: string): Promise<boolean>;
  /** Holds what lies at `path`, which is durable. */
  hold(key: string, path: string): Promise<void>;
  /** Removes contents that nothing uses, as long as `goOn` says so, which is asked now and then; how many these were. */
  sweep(goOn: () => Promise<boolean>): Promise<number>;
};

/** ext4 links a file at most 65,000 times. */
const LINKS_MAX = 60_000;
const COMPARE = 1024 * 1024;
const READ = constants.O_RDONLY | constants.O_NOFOLLOW;

/** The contents below `folder`, which is on the file system of the artifacts. */
export function openContents(folder: string): Contents {
  const made = new Set<string>();
  const pathOf = (key: string): string => {
    const shelf = join(folder, key.slice(0, 2));
    if (!made.has(shelf)) mkdirSync(shelf, { recursive: true, mode: 0o755 });
    made.add(shelf);
    return join(shelf, key);
  };
  return {
    async share(received, to) {
      if (received.size === 0) return false;
      const path = pathOf(received.key);
      const held = statSync(path, { throwIfNoEntry: false });
      if (held === undefined) return false;
      // Somebody may have got around its mode and edited it, or the disk lost a bit: then it is no longer this content.
      const isFit = held.nlink < LINKS_MAX && (await equals(path, received));
      try {
        if (isFit) await link(path, to);
        else rmSync(path, { force: true });
        return isFit;
      } catch (error) {
        if (errnoOf(error) === "ENOENT" || errnoOf(error) === "EMLINK") return false;
        throw error;
      }
    },
    async hold(key, path) {
      try {
        await link(path, pathOf(key));
      } catch {
        // Not held, not shared: the same content was held meanwhile, or this file system has no links.
        made.clear();
      }
    },
    async sweep(goOn) {
      let removed = 0;
      for (const shelf of names(folder)) {
        for (const name of names(join(folder, shelf))) {
          const path = join(folder, shelf, name);
          if (statSync(path, { throwIfNoEntry: false })?.nlink === 1) {
            rmSync(path, { force: true });
            removed += 1;
          }
        }
        if (!(await goOn())) break;
      }
      return removed;
    },
  };
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a held file has the very bytes that came in. */
async function equals(path: string, received: Received): Promise<boolean> {
  if (received.bytes !== undefined) return equalsSmall(path, received.bytes);
  const held = await open(path, READ);
  const came = await open(received.temporary, READ);
  try {
    if ((await held.stat()).size !== received.size) return false;
    const [a, b] = [Buffer.allocUnsafe(COMPARE), Buffer.allocUnsafe(COMPARE)];
    for (let at = 0; at < received.size; at += COMPARE) {
      const length = Math.min(COMPARE, received.size - at);
      await Promise.all([held.read(a, 0, length, at), came.read(b, 0, length, at)]);
      if (a.compare(b, 0, length, 0, length) !== 0) return false;
    }
    return true;
  } finally {
    await held.close();
    await came.close();
  }
}

function equalsSmall(path: string, bytes: Buffer): boolean {
  const file = openSync(path, READ);
  try {
    if (fstatSync(file).size !== bytes.length) return false;
    const held = Buffer.allocUnsafe(bytes.length);
    return readSync(file, held, 0, held.length, 0) === bytes.length && held.equals(bytes);
  } finally {
    closeSync(file);
  }
}
