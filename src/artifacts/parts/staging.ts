import {
  appendFileSync,
  closeSync,
  constants,
  createReadStream,
  fchmodSync,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { errnoOf } from "#ground/errors";
import { newId } from "#ground/id";
import { type Checksum, receiveInto, type Source, Summing } from "#ground/objects";

/** A part that arrived whole. */
export type Staged = Checksum & {
  readonly number: number;
  /** Each attempt has one of its own, so that a completion names the very one whose answer the client got. */
  readonly tag: string;
  /** Where it lies in the common file; without it, it is a file by itself. */
  readonly at?: number;
};

/**
 * Where the parts of an upload wait, as long as this process lives and after it. All that are as long as the first that
 * came lie in one file, each in its place, so that nothing is copied at the end; a part that comes again, or has another
 * length, is a file by itself. Nothing is synced for an answer: after a power cut a part is told by its checksum.
 */
export type Staging = {
  /** Takes in a part, whole or not at all; `length` is what the request says of it. Answers its tag. */
  take(part: Expected, source: Source): Promise<string>;
  /** A part that arrived, and is there still as it arrived; the disk is asked where another process took it in. */
  find(number: number, tag: string): Promise<Staged | undefined>;
  /**
   * The common file, durable and sealed, where it is the parts one behind the other and nothing else. Once sealed it may
   * be an artifact already: it is read-only, and nothing is written to it ever again. May be asked for again.
   */
  whole(parts: readonly Staged[]): Promise<{ path: string; size: number } | undefined>;
  /** The bytes of parts, one behind the other. */
  read(parts: readonly Staged[]): AsyncGenerator<Uint8Array>;
};

export type Expected = {
  readonly number: number;
  readonly last: boolean;
  /** Bytes, where they are told before they come. */
  readonly length: number | undefined;
};

const SYNC_EVERY = 32 * 1024 * 1024;
const NO_LINK = constants.O_NOFOLLOW;
const OPEN = constants.O_RDWR | constants.O_CREAT | NO_LINK;
const PIECE = 1024 * 1024;
const syncData = promisify(fdatasync);

/** The parts that wait in `folder`, which is made where it is not there. */
export function openStaging(folder: string): Staging {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const common = join(folder, "content");
  const journal = join(folder, "arrived");
  const arrived = new Map(readJournal(journal).map((part) => [part.tag, part]));
  /** What the process before took in: the machine may have stopped with it. */
  const unproven = new Set(arrived.keys());
  const taken = new Set<number>();
  let slot: number | undefined;
  for (const part of arrived.values())
    if (part.at !== undefined) {
      taken.add(part.number);
      if (part.number > 1) slot = part.at / (part.number - 1);
      else slot ??= part.size;
    }
  const placeOf = ({ number, last, length }: Expected): number | undefined => {
    if (length === undefined || length === 0 || taken.has(number) || isSealed(common))
      return undefined;
    if (!last || number === 1) slot ??= length;
    if (slot === undefined || (last ? length > slot : length !== slot)) return undefined;
    return (number - 1) * slot;
  };
  const writeOut = createWriteOut(common);
  const fileOf = ({ number, tag, at }: Pick<Staged, "number" | "tag" | "at">): string =>
    at === undefined ? join(folder, `${number}-${tag}`) : common;
  return {
    async take(part, source) {
      const { number } = part;
      const tag = newId();
      const at = placeOf(part);
      const place = { number, tag, ...(at === undefined ? {} : { at }) };
      if (at !== undefined) taken.add(number);
      let file: number | undefined;
      try {
        file = openSync(fileOf(place), OPEN, 0o644);
        const sum = await receiveInto(source, file, at ?? 0);
        if (at !== undefined) writeOut.add(sum.size);
        const staged: Staged = { ...place, ...sum };
        appendFileSync(journal, `${JSON.stringify(staged)}\n`);
        arrived.set(tag, staged);
        return tag;
      } catch (error) {
        if (at !== undefined) taken.delete(number);
        else rmSync(fileOf(place), { force: true });
        throw error;
      } finally {
        if (file !== undefined) closeSync(file);
      }
    },
    async find(number, tag) {
      const part = arrived.get(tag);
      if (part?.number !== number) return undefined;
      if (unproven.has(tag) && !(await isThere(fileOf(part), part))) return undefined;
      unproven.delete(tag);
      return part;
    },
    async whole(parts) {
      let size = 0;
      for (const part of parts) {
        if (part.at !== size) return undefined;
        size += part.size;
      }
      await writeOut.settled();
      const sealed = isSealed(common);
      const file = openSync(common, (sealed ? constants.O_RDONLY : constants.O_RDWR) | NO_LINK);
      try {
        if (!sealed) {
          // An attempt at the last part that broke off may have been longer.
          ftruncateSync(file, size);
          fchmodSync(file, 0o444);
        }
        await syncData(file);
      } finally {
        closeSync(file);
      }
      return { path: common, size };
    },
    async *read(parts) {
      for (const part of parts) if (part.size > 0) yield* bytesOf(fileOf(part), part);
    },
  };
}

function isSealed(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.mode & 0o200) === 0;
}

function readJournal(path: string): Staged[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Staged];
    } catch {
      // The machine stopped before it was written down.
      return [];
    }
  });
}

function bytesOf(path: string, { at = 0, size }: Staged): AsyncIterable<Uint8Array> {
  return createReadStream(path, { start: at, end: at + size - 1, highWaterMark: PIECE });
}

async function isThere(path: string, part: Staged): Promise<boolean> {
  const sum = new Summing();
  try {
    if (part.size > 0) for await (const piece of bytesOf(path, part)) sum.add(piece);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
  return sum.size === part.size && sum.crc === part.crc;
}

type WriteOut = {
  /** Counts bytes that were written. Throws what an earlier sync failed with, for the system tells it once. */
  add(bytes: number): void;
  /** No sync is under way, and none has failed. */
  settled(): Promise<void>;
};

/** Has the common file written out now and then, beside what comes in, so that the sync at the end finds little to do. */
function createWriteOut(path: string): WriteOut {
  let unsynced = 0;
  let running: Promise<void> | undefined;
  let failed: unknown;
  const once = async (): Promise<void> => {
    const file = openSync(path, constants.O_RDONLY | NO_LINK);
    try {
      await syncData(file);
    } finally {
      closeSync(file);
    }
  };
  return {
    add(bytes) {
      if (failed !== undefined) throw failed;
      unsynced += bytes;
      if (running !== undefined || unsynced < SYNC_EVERY) return;
      unsynced = 0;
      running = once()
        .catch((error: unknown) => {
          failed = error;
        })
        .then(() => {
          running = undefined;
        });
    },
    async settled() {
      await running;
      if (failed !== undefined) throw failed;
    },
  };
}
