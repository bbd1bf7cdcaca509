import type { Output } from "#ground/cli";
import { type FettleError, isFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { CarriedRecord, Outcome, Taken } from "#ground/slice";
import type { Kinds, TransferApi } from "./api.ts";
import { LeftBehind } from "./left-behind.ts";
import { Notes } from "./notes.ts";
import type { FileOwner, ImportSource } from "./sources/index.ts";
import { type StoredFiles, storeFiles } from "./store-files.ts";

/** What an import did. */
export type ImportReport = {
  readonly source: string;
  /** Of each kind of record that came, but for points. */
  readonly counts: Readonly<Record<string, Readonly<Record<Outcome, number>>>>;
  readonly points: number;
  readonly artifacts: StoredFiles;
  /** What could not be carried over, and how often. */
  readonly left: Readonly<Record<string, number>>;
  /** What a person should know: what was left by the run and key it is of, what differs here. */
  readonly notes: readonly string[];
};

/** Whether all of it is here now: nothing was refused, nothing was left. */
export function isWhole({ counts, left }: Pick<ImportReport, "counts" | "left">): boolean {
  return (
    Object.keys(left).length === 0 && Object.values(counts).every(({ refused }) => refused === 0)
  );
}

export type ImportOptions = {
  readonly client: ServerClient;
  /** What that server carries. */
  readonly kinds: Kinds;
  readonly project: string;
  /** Whether files are carried over too. */
  readonly artifacts: boolean;
  readonly output: Pick<Output, "progress">;
  readonly signal: AbortSignal;
};

const BATCH_BYTES = 2_000_000;
const BATCH_RECORDS = 500;
/** The server takes 32 MiB at once, with what is around the records. */
const RECORD_BYTES_MAX = 30_000_000;

/**
 * Carries all of a source over, ids kept. What is there already is left as it is, and gets what it lacks: so the same
 * import may be done again after an interruption, or after the source has grown. A bad record stops no other.
 */
export async function importRecords(
  source: ImportSource,
  options: ImportOptions,
): Promise<ImportReport> {
  const progress = options.output.progress("importing runs", source.runs);
  try {
    const work = new Import(source, options);
    for await (const record of source.records()) {
      options.signal.throwIfAborted();
      await work.take(record);
      if (record.type === "run") {
        progress.advance();
        progress.note(String(record["name"] ?? ""));
      }
    }
    return await work.finish();
  } finally {
    progress.end();
    await source.close();
  }
}

class Import {
  readonly #source: ImportSource;
  readonly #kinds: ReadonlyMap<string, Kinds[number]>;
  readonly #options: ImportOptions;
  readonly #counts: Record<string, Record<Outcome, number>> = {};
  readonly #left = new LeftBehind();
  readonly #notes = new Notes();
  readonly #files: StoredFiles = { stored: 0, there: 0, bytes: 0 };
  #trash: FileOwner[] = [];
  #batch: CarriedRecord[] = [];
  #bytes = 0;
  #points = 0;

  constructor(source: ImportSource, options: ImportOptions) {
    this.#source = source;
    this.#options = options;
    this.#kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
  }

  async take(record: CarriedRecord): Promise<void> {
    const bytes = Buffer.byteLength(JSON.stringify(record));
    if (bytes > RECORD_BYTES_MAX) {
      this.#left.add(`records of more than ${RECORD_BYTES_MAX / 1_000_000} MB`, 1, named(record));
      return;
    }
    // One that goes into the trash begins a batch: a kill behind a batch leaves at most one out of it.
    if (record["lifecycle"] === "deleted" && this.#kinds.get(record.type)?.trash === true)
      await this.#send();
    this.#batch.push(record);
    this.#bytes += bytes;
    if (this.#bytes >= BATCH_BYTES || this.#batch.length >= BATCH_RECORDS) await this.#send();
  }

  async finish(): Promise<ImportReport> {
    await this.#send();
    // What holds others came before them, and goes after them: so it is restored without what was deleted before it.
    this.#trash.reverse();
    await this.#trashWhere(() => true);
    for (const [what, count] of this.#source.left) this.#left.add(what, count);
    for (const note of [...this.#source.left.notes.told, ...this.#left.notes.told])
      this.#notes.tell(note);
    return {
      source: this.#source.title,
      counts: this.#counts,
      points: this.#points,
      artifacts: this.#files,
      left: Object.fromEntries(this.#left),
      notes: this.#notes.told,
    };
  }

  async #send(): Promise<void> {
    const records = this.#batch;
    if (records.length === 0) return;
    this.#batch = [];
    this.#bytes = 0;
    // What waited for its parts has them all, where something else begins.
    if (this.#kinds.get(records[0]?.type ?? "")?.files === true) await this.#trashFiled();
    const results = await this.#hand(records);
    const going = lastNamed(records);
    for (const [i, { outcome, note, left = {} }] of results.entries()) {
      const record = records[i] as CarriedRecord;
      // What refuses points knows their run alone.
      const of = outcome === "refused" && record.type === "points" ? `${named(record)}: ` : "";
      if (note !== undefined) this.#notes.tell(of + note);
      for (const [what, count] of Object.entries(left)) this.#left.add(what, count);
      this.#count(record, outcome);
      if (outcome !== "refused") await this.#follow(record, outcome);
      await this.#trashFiled(going);
    }
  }

  /**
   * What became of each of these. Where all are refused at once, since one of them is nothing that a request may hold, each
   * is sent by itself: no record stops another.
   */
  async #hand(records: readonly CarriedRecord[]): Promise<readonly Taken[]> {
    const { client, project } = this.#options;
    try {
      const { results } = await client
        .api<TransferApi>()
        .post("/api/fettle/1/transfer/import", { body: { project, records: [...records] } });
      return results;
    } catch (error) {
      const refused = refusal(error);
      const [first] = records;
      if (first === undefined) return [];
      if (records.length === 1)
        return [{ outcome: "refused", note: `${named(first)}: ${refused.message}` }];
    }
    const half = records.length >> 1;
    return [
      ...(await this.#hand(records.slice(0, half))),
      ...(await this.#hand(records.slice(half))),
    ];
  }

  #count(record: CarriedRecord, outcome: Outcome): void {
    if (record.type !== "points") {
      const of = this.#counts[record.type] ?? { new: 0, more: 0, same: 0, refused: 0 };
      this.#counts[record.type] = of;
      of[outcome] += 1;
      return;
    }
    const points = Array.isArray(record["points"]) ? record["points"].length : 0;
    if (outcome === "refused") this.#left.add("points of metrics that were refused", points);
    else this.#points += points;
  }

  /** What belongs to a record that was taken: its files, and its place in the trash. */
  async #follow(record: CarriedRecord, outcome: Outcome): Promise<void> {
    const kind = this.#kinds.get(record.type);
    if (kind === undefined || kind.key === null) return;
    const owner = { of: record.type, id: String(record[kind.key]) };
    if (kind.files && this.#options.artifacts)
      await storeFiles(this.#options, owner, this.#source, {
        files: this.#files,
        left: this.#left,
        notes: this.#notes,
      });
    if (kind.trash && record["lifecycle"] === "deleted" && outcome === "new")
      this.#trash.push(owner);
  }

  /** What has files goes into the trash at once, but for the one whose parts go on coming. */
  #trashFiled(going?: unknown): Promise<void> {
    return this.#trashWhere(({ of, id }) => this.#kinds.get(of)?.files === true && id !== going);
  }

  /**
   * Moves into the trash what lies there where it comes from, as soon as all of it is here, so that an interrupted import
   * leaves nothing lying about: nothing can be stored to what is in the trash. What has files waits while its parts may
   * go on coming, and the rest, which holds others, for the end.
   */
  async #trashWhere(isWhole: (owner: FileOwner) => boolean): Promise<void> {
    const whole = this.#trash.filter(isWhole);
    this.#trash = this.#trash.filter((one) => !isWhole(one));
    const server = this.#options.client.api<TransferApi>();
    for (const one of whole)
      try {
        await server.post("/api/fettle/1/transfer/trash", { body: one });
      } catch (error) {
        const { message } = refusal(error);
        this.#left.add("things that stay out of the trash", 1, `${one.of} ${one.id}: ${message}`);
      }
  }
}

/** Who asks is not let in, or too often: that says nothing of a record. */
const OF_ALL = new Set([401, 403, 408, 429]);

/** The refusal of this one thing; what concerns all, as a server that is gone or full, is thrown on. */
function refusal(error: unknown): FettleError {
  if (!isFettleError(error) || error.status >= 500 || OF_ALL.has(error.status)) throw error;
  return error;
}

/** A record in a report: its kind and what names it, cut. */
function named(record: CarriedRecord): string {
  const name = ["id", "run", "name", "model", "key", "version"]
    .filter((fact) => record[fact] !== undefined)
    .map((fact) => String(record[fact]).slice(0, 100));
  return [record.type.slice(0, 100), ...name].join(" ");
}

/** The id that the last of these records is, or is a part of. */
function lastNamed(records: readonly CarriedRecord[]): unknown {
  const last = records.at(-1);
  return last?.type === "points" ? last["run"] : last?.["id"];
}
