import type { Output } from "#ground/cli";
import type { ServerClient } from "#ground/http";
import type { CarriedRecord, Outcome } from "#ground/slice";
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
  /** What a person should know, at most 100 lines. */
  readonly notes: readonly string[];
};

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
      this.#left.add(`records of more than ${RECORD_BYTES_MAX / 1_000_000} MB`);
      return;
    }
    this.#batch.push(record);
    this.#bytes += bytes;
    if (this.#bytes >= BATCH_BYTES || this.#batch.length >= BATCH_RECORDS) await this.#send();
  }

  async finish(): Promise<ImportReport> {
    await this.#send();
    await this.#trashWhere(() => true);
    for (const [what, count] of this.#source.left) this.#left.add(what, count);
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
    const { client, project } = this.#options;
    const { results } = await client
      .api<TransferApi>()
      .post("/api/fettle/1/transfer/import", { body: { project, records } });
    for (const [i, { outcome, note, left = {} }] of results.entries()) {
      const record = records[i] as CarriedRecord;
      if (note !== undefined) this.#notes.tell(note);
      for (const [what, count] of Object.entries(left)) this.#left.add(what, count);
      this.#count(record, outcome);
      if (outcome !== "refused") await this.#follow(record, outcome);
    }
    const going = lastNamed(records);
    await this.#trashWhere(({ of, id }) => this.#kinds.get(of)?.files === true && id !== going);
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

  /**
   * Moves into the trash what lies there where it comes from, as soon as all of it is here, so that an interrupted import
   * leaves nothing lying about: nothing can be stored to what is in the trash. What has files waits while its parts may
   * go on coming, and the rest, which holds others, for the end.
   */
  async #trashWhere(isWhole: (owner: FileOwner) => boolean): Promise<void> {
    const whole = this.#trash.filter(isWhole);
    this.#trash = this.#trash.filter((one) => !isWhole(one));
    const server = this.#options.client.api<TransferApi>();
    for (const one of whole) await server.post("/api/fettle/1/transfer/trash", { body: one });
  }
}

/** The id that the last of these records is, or is a part of. */
function lastNamed(records: readonly CarriedRecord[]): unknown {
  const last = records.at(-1);
  return last?.type === "points" ? last["run"] : last?.["id"];
}
