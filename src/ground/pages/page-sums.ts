import { closeSync, openSync } from "node:fs";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { follows, isAsLeft, isSame } from "./as-left.ts";
import { readDatabaseHeader, sumPage, wrongSum } from "./database-file.ts";
import { type LogHeader, lastFrames, pagesInLog, readLogHeader } from "./log-file.ts";
import { type LogIndex, readLogIndex } from "./log-index.ts";
import { keepLostLog } from "./lost-log.ts";
import { openIfThere, withFile, withFileOpen } from "./open-file.ts";
import { type Left, PER_BLOCK, SumsFile, sumsFileOf } from "./sums-file.ts";
import { type Compared, comparePages, type PageReport } from "./verify-pages.ts";

export type { PageReport } from "./verify-pages.ts";

/**
 * The sums of the pages of one database, beside its only writer. A sum is that of the page's last frame in the log, as far
 * as the log was taken, else of the page in the file: so a page is held against the file where the log has no frame of
 * it. The sums are on the disk before the log may begin anew.
 *
 * What the disk refuses, as a full one, gives up the sums and nothing else; the next opening begins them anew.
 */
export type PageSums = {
  /** Begins to watch once SQLite has opened the database; `open` does that. False where nothing can be watched. */
  begin(open: () => void): boolean;
  /** Frames of the log that are not in the database yet. Called after each commit. */
  waiting(): number;
  /** Takes the sums of what the log got, before it is moved. No commit may come meanwhile. */
  take(): Promise<void>;
  /** A checkpoint was done: of so many frames so many are in the database. */
  moved(frames: number, done: number): void;
  /** Looks at all pages; `goOn` is awaited between two slices, and ends it by false: then `undefined` comes. */
  verify(goOn: () => Promise<boolean>): Promise<PageReport | undefined>;
  /** When all pages were looked at last, in ms since 1970; 0 is never. */
  readonly verifiedAt: number;
  /** The log is empty; `close` takes it away, which counts up in the first page. */
  leave(close: () => void): Promise<void>;
  /** After SQLite has closed the database. */
  release(): void;
};

/** Between two looks at a page that differs: another program may be moving it. */
const AGAIN_MS = 100;

/** Opens the sums of a database before SQLite opens it; `told` hears what is to be known of it, in words. */
export function openPageSums(path: string, told: (line: string) => void): PageSums {
  return new Watched(path, told);
}

class Watched implements PageSums {
  readonly #path: string;
  readonly #told: (line: string) => void;
  readonly #sums: SumsFile;
  /** Open as long as SQLite has the database: see `withFile`. */
  #database: number | undefined;
  #index: number | undefined;
  /** `undefined` where there are no sums. */
  #left: Left | undefined;
  #isFresh = false;
  #inLog:
    | (Pick<LogIndex, "frames" | "salts"> & { readonly pages: ReadonlySet<number> })
    | undefined;

  constructor(path: string, told: (line: string) => void) {
    this.#path = path;
    this.#told = told;
    this.#sums = new SumsFile(sumsFileOf(path));
    this.#database = openIfThere(path);
    this.#try(() => {
      const header = this.#database === undefined ? undefined : readDatabaseHeader(this.#database);
      this.#isFresh = header === undefined;
      this.#left = this.#sums.left();
      if (this.#left === undefined || this.#database === undefined) this.#left = undefined;
      else if (!isAsLeft(this.#left, this.#database, path)) this.#forget();
      if (this.#left === undefined) this.#sums.empty();
    });
  }

  get verifiedAt(): number {
    return this.#left?.verifiedAt ?? 0;
  }

  begin(open: () => void): boolean {
    const left = this.#left;
    const isWrong = left?.closed === true && this.#isFirstWrong(left.pageSize);
    const before = this.#try(() => withFile(`${this.#path}-shm`, readLogIndex));
    open();
    return (
      this.#try(() => {
        this.#database ??= openSync(this.#path, "r");
        this.#index = openSync(`${this.#path}-shm`, "r");
        const header = readDatabaseHeader(this.#database);
        if (header === undefined) throw new Error("it does not begin as a database does");
        const { pageSize, stamp, counter } = header;
        if (left?.closed === true || this.#isFresh) this.#putFirst(pageSize, isWrong);
        const frames = readLogIndex(this.#index)?.frames ?? 0;
        keepLostLog(this.#path, before, frames, this.#told);
        const isKilled = left !== undefined && !left.closed && frames > 0;
        this.#set({
          ...{ pageSize, stamp, counter, closed: false },
          ...(isKilled
            ? { frames: Math.min(left.frames, frames) }
            : { salts: undefined, frames: 0, moved: false }),
        });
        return true;
      }) === true
    );
  }

  waiting(): number {
    const index = this.#try(() => this.#look());
    return index === undefined ? 0 : index.frames - index.moved;
  }

  async take(): Promise<void> {
    await this.#tryLong(async () => {
      const index = this.#look();
      const left = this.#left;
      if (index === undefined || left === undefined || index.frames <= left.frames) return;
      const fresh = await withFileOpen(`${this.#path}-wal`, async (log) => {
        const header = readLogHeader(log);
        if (header === undefined || !isSame(header.salts, index.salts)) return undefined;
        const sums = await this.#sumsOfLog(log, header, {
          from: left.frames + 1,
          to: index.frames,
        });
        const earlier = pagesInLog(log, header, left.frames);
        await this.#markWrong(sums, earlier);
        return sums;
      });
      if (fresh === undefined) return;
      this.#put(fresh);
      this.#set({ frames: index.frames, moved: false });
      await this.#sums.sync();
    });
  }

  moved(frames: number, done: number): void {
    this.#try(() => {
      if (frames === done && frames === this.#left?.frames) this.#set({ moved: true });
    });
  }

  async verify(goOn: () => Promise<boolean>): Promise<PageReport | undefined> {
    return await this.#tryLong(async () => {
      const found = await this.#compare(() => goOn().catch(() => false));
      if (found === undefined) return undefined;
      let damaged: readonly number[] = found.different;
      for (let again = 0; again < 2 && damaged.length > 0; again += 1) {
        await sleep(AGAIN_MS);
        damaged = damaged.filter((page) => this.#differs(page));
      }
      this.#inLog = undefined;
      if (this.#left !== undefined) this.#set({ verifiedAt: Date.now() });
      return { pages: found.pages, unknown: found.unknown, damaged };
    });
  }

  async leave(close: () => void): Promise<void> {
    const left = this.#left;
    const isWrong = left !== undefined && this.#isFirstWrong(left.pageSize);
    close();
    await this.#tryLong(async () => {
      const header = this.#database === undefined ? undefined : readDatabaseHeader(this.#database);
      if (left === undefined || header === undefined) return;
      this.#putFirst(header.pageSize, isWrong);
      const { counter, stamp } = header;
      this.#set({ closed: true, counter, stamp, salts: undefined, frames: 0, moved: false });
      await this.#sums.sync();
    });
  }

  release(): void {
    for (const fd of [this.#database, this.#index]) if (fd !== undefined) closeSync(fd);
    this.#database = undefined;
    this.#index = undefined;
    this.#sums.close();
  }

  /** What is known of the log now. Where another program began it anew, nobody knows what that wrote. */
  #look(): LogIndex | undefined {
    const index = this.#index === undefined ? undefined : readLogIndex(this.#index);
    const left = this.#left;
    if (left === undefined || index === undefined || index.frames === 0) return index;
    if (left.salts !== undefined && isSame(left.salts, index.salts)) {
      if (left.moved && index.frames > left.frames) this.#set({ moved: false });
      return index;
    }
    if (!follows(left, index.salts)) this.#forget(left);
    this.#set({ salts: index.salts, frames: 0, moved: false });
    return index;
  }

  #forget(left?: Left): void {
    this.#told(
      `another program wrote to ${this.#path}: its pages count as they are now, and get new sums`,
    );
    this.#sums.empty();
    this.#left = undefined;
    if (left !== undefined) this.#left = { ...left, verifiedAt: 0 };
  }

  async #sumsOfLog(
    log: number,
    header: LogHeader,
    range: { readonly from: number; readonly to: number },
  ): Promise<Map<number, number>> {
    const sums = new Map<number, number>();
    const pieces = lastFrames(log, header, range, (page, isSound, sum) => {
      sums.set(page, isSound ? sum : wrongSum(sum));
      if (!isSound) this.#told(`page ${page} in ${this.#path}-wal is not as it was written`);
    });
    for (const _ of pieces) await nextTurn();
    return sums;
  }

  /** A page that was damaged before it was changed stays a damaged one. */
  async #markWrong(fresh: Map<number, number>, earlier: ReadonlySet<number>): Promise<void> {
    const { pageSize } = this.#left as Left;
    let done = 0;
    for (const [block, pages] of byBlock(fresh.keys())) {
      const kept = this.#sums.sums(block);
      for (const page of pages) {
        const before = kept[(page - 1) % PER_BLOCK] as number;
        if (before === 0 || earlier.has(page)) continue;
        const found = sumPage(this.#database as number, pageSize, page);
        if (found !== before) fresh.set(page, wrongSum(fresh.get(page) as number));
        done += 1;
        if (done % 256 === 0) await nextTurn();
      }
    }
  }

  #put(fresh: ReadonlyMap<number, number>): void {
    for (const [block, pages] of byBlock(fresh.keys())) {
      const sums = this.#sums.sums(block);
      for (const page of pages) sums[(page - 1) % PER_BLOCK] = fresh.get(page) as number;
      this.#sums.putSums(block, sums);
    }
  }

  async #compare(goOn: () => Promise<boolean>): Promise<Compared | undefined> {
    const fd = this.#database;
    if (fd === undefined || this.#left === undefined)
      return { pages: 0, unknown: 0, different: [] };
    const header = readDatabaseHeader(fd);
    if (header === undefined) return { pages: 1, unknown: 0, different: [1] };
    const isInLog = (page: number): boolean => this.#isInLog(page);
    return comparePages({ fd, sums: this.#sums }, header, isInLog, goOn);
  }

  #differs(page: number): boolean {
    if (this.#database === undefined || this.#left === undefined) return false;
    const kept = this.#sums.sums(Math.floor((page - 1) / PER_BLOCK))[(page - 1) % PER_BLOCK];
    const found = sumPage(this.#database, this.#left.pageSize, page);
    return kept !== 0 && found !== kept && !this.#isInLog(page);
  }

  /** Whether the log has a page that is not in the database yet, or somebody is about to write one. */
  #isInLog(page: number): boolean {
    const at = this.#look();
    if (at === undefined || this.#left === undefined) return true;
    if (this.#left.moved) return false;
    if (this.#inLog?.frames !== at.frames || !isSame(this.#inLog.salts, at.salts)) {
      const { frames, salts } = at;
      const pages = withFile(`${this.#path}-wal`, (log) => {
        const header = readLogHeader(log);
        return header === undefined ? undefined : pagesInLog(log, header, frames);
      });
      this.#inLog = { frames, salts, pages: pages ?? new Set() };
    }
    return this.#inLog.pages.has(page);
  }

  #isFirstWrong(pageSize: number): boolean {
    const kept = this.#try(() => this.#sums.sums(0)[0]) ?? 0;
    if (kept === 0 || this.#database === undefined) return false;
    return sumPage(this.#database, pageSize, 1) !== kept;
  }

  #putFirst(pageSize: number, isWrong: boolean): void {
    const sum = sumPage(this.#database as number, pageSize, 1);
    this.#put(new Map([[1, isWrong ? wrongSum(sum) : sum]]));
  }

  #set(changed: Partial<Left>): void {
    const none: Left = {
      ...{ pageSize: 0, closed: false, counter: 0, stamp: 0 },
      ...{ salts: undefined, frames: 0, moved: false, verifiedAt: 0 },
    };
    this.#left = { ...none, ...this.#left, ...changed };
    this.#sums.leave(this.#left);
  }

  #try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#giveUp(error);
      return undefined;
    }
  }

  async #tryLong<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#giveUp(error);
      return undefined;
    }
  }

  #giveUp(error: unknown): void {
    this.#left = undefined;
    this.#told(`no sums of the pages of ${this.#path} are kept: ${String(error)}`);
    try {
      this.#sums.remove();
    } catch {
      // They say how the database was left, which is no longer so: the next opening sees that, and empties them.
    }
  }
}

/** Pages by the block that their sums are in. */
function byBlock(pages: Iterable<number>): Map<number, number[]> {
  const blocks = new Map<number, number[]>();
  for (const page of pages) {
    const block = Math.floor((page - 1) / PER_BLOCK);
    const list = blocks.get(block);
    if (list === undefined) blocks.set(block, [page]);
    else list.push(page);
  }
  return blocks;
}
