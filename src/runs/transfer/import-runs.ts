import type { Output } from "#ground/cli";
import { isFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { ImportAnswer, ImportRecord, Outcome } from "../import/index.ts";
import { filesRoute, remoteFiles } from "./remote-files.ts";
import type { ArtifactOwner, ImportSource, SourceFile } from "./source.ts";

/** What an import did. Counts are of records, but for points (points) and artifacts (files). */
export type ImportReport = {
  readonly source: string;
  readonly counts: Readonly<Record<Counted, Readonly<Record<Outcome, number>>>>;
  readonly points: number;
  readonly artifacts: { readonly stored: number; readonly there: number; readonly bytes: number };
  /** What could not be carried over, and how often. */
  readonly left: Readonly<Record<string, number>>;
  /** What a person should know, at most 100 lines. */
  readonly notes: readonly string[];
};

const COUNTED = ["experiment", "run", "logged-model", "registered-model", "version"] as const;
type Counted = (typeof COUNTED)[number];

export type ImportOptions = {
  readonly client: ServerClient;
  readonly project: string;
  /** Only this experiment; what is registered stays out then. */
  readonly experiment: string | undefined;
  /** Whether files are carried over too. */
  readonly artifacts: boolean;
  readonly output: Pick<Output, "progress">;
  readonly signal: AbortSignal;
};

const API = "/api/fettle/1/runs";
const BATCH_BYTES = 2_000_000;
const BATCH_RECORDS = 500;
const NOTES_MAX = 100;

/**
 * Carries all of a source over, ids kept. What is there already is left as it is, and gets what it lacks: so the same
 * import may be done again after an interruption, or after the source has grown.
 */
export async function importRuns(
  source: ImportSource,
  options: ImportOptions,
): Promise<ImportReport> {
  const work = new Import(source, options);
  const progress = options.output.progress("importing runs", source.runs);
  try {
    for await (const record of source.records()) {
      options.signal.throwIfAborted();
      if (!work.wants(record)) continue;
      await work.take(record);
      if (record.type === "run") {
        progress.advance();
        progress.note(record.name);
      }
    }
    return await work.finish();
  } finally {
    progress.end();
    await source.close();
  }
}

type Trashed = { readonly of: "run" | "experiment" | "logged-model"; readonly id: string };

/** The run that the last of these records is about; empty where it is about none. */
function lastRun(records: readonly ImportRecord[]): string {
  const last = records.at(-1);
  if (last?.type === "run") return last.id;
  return last?.type === "points" ? last.run : "";
}

class Import {
  readonly #source: ImportSource;
  readonly #options: ImportOptions;
  readonly #counts = Object.fromEntries(
    COUNTED.map((kind) => [kind, { new: 0, more: 0, same: 0, refused: 0 }]),
  ) as Record<Counted, Record<Outcome, number>>;
  readonly #notes: string[] = [];
  readonly #wanted = new Set<string>();
  #trash: Trashed[] = [];
  #batch: ImportRecord[] = [];
  #bytes = 0;
  #points = 0;
  #artifacts = { stored: 0, there: 0, bytes: 0 };

  constructor(source: ImportSource, options: ImportOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Whether a record belongs to the experiment that was asked for. */
  wants(record: ImportRecord): boolean {
    const only = this.#options.experiment;
    if (only === undefined) return true;
    if (record.type === "experiment") return record.name === only;
    if (record.type === "points") return this.#wanted.has(record.run);
    if (record.type !== "run" && record.type !== "logged-model") return false;
    if (record.experiment !== only) return false;
    this.#wanted.add(record.id);
    return true;
  }

  async take(record: ImportRecord): Promise<void> {
    if (record.type === "points") this.#points += record.points.length;
    this.#batch.push(record);
    this.#bytes += JSON.stringify(record).length;
    if (this.#bytes >= BATCH_BYTES || this.#batch.length >= BATCH_RECORDS) await this.#send();
  }

  async finish(): Promise<ImportReport> {
    await this.#send();
    await this.#trashBut(undefined);
    return {
      source: this.#source.title,
      counts: this.#counts,
      points: this.#points,
      artifacts: this.#artifacts,
      left: Object.fromEntries(this.#source.left),
      notes: this.#notes,
    };
  }

  async #send(): Promise<void> {
    const records = this.#batch;
    if (records.length === 0) return;
    this.#batch = [];
    this.#bytes = 0;
    const { client, project } = this.#options;
    const { results } = await client.post<ImportAnswer>(`${API}/import`, { project, records });
    for (const [i, record] of records.entries()) {
      const { outcome, note } = results[i] ?? { outcome: "refused" as const };
      if (note !== undefined) this.#tell(note);
      if (record.type !== "points") this.#counts[record.type][outcome] += 1;
      if (record.type !== "run" && record.type !== "experiment" && record.type !== "logged-model")
        continue;
      if (outcome === "refused") continue;
      if (record.type !== "experiment" && this.#options.artifacts)
        await this.#carryFiles({ of: record.type, id: record.id });
      if (record.lifecycle === "deleted" && outcome === "new")
        this.#trash.push({
          of: record.type,
          id: record.type === "experiment" ? record.name : record.id,
        });
    }
    await this.#trashBut(lastRun(records));
  }

  /**
   * Moves into the trash what lies there where it comes from, as soon as all of it is here, so that an interrupted import
   * leaves nothing lying about: nothing can be stored to what is in the trash. A run whose points may go on coming waits,
   * and experiments wait for the end.
   */
  async #trashBut(going: string | undefined): Promise<void> {
    const atEnd = going === undefined;
    const isWhole = ({ of, id }: Trashed): boolean =>
      atEnd || (of !== "experiment" && id !== going);
    const whole = this.#trash.filter(isWhole);
    this.#trash = this.#trash.filter((one) => !isWhole(one));
    for (const one of whole) await this.#options.client.post(`${API}/import/trash`, one);
  }

  async #carryFiles(owner: ArtifactOwner): Promise<void> {
    let there: Map<string, number> | undefined;
    for await (const file of this.#source.artifacts(owner)) {
      this.#options.signal.throwIfAborted();
      there ??= await this.#filesOf(owner);
      if (there.get(file.path) === file.size) this.#artifacts.there += 1;
      else if (!(await this.#store(owner, file))) return;
    }
  }

  /** False where the owner takes no files. */
  async #store(owner: ArtifactOwner, file: SourceFile): Promise<boolean> {
    const { client } = this.#options;
    const path = file.path.split("/").map(encodeURIComponent).join("/");
    const to = `${filesRoute(owner)}/${path}`;
    try {
      await file.use((local) => client.upload(to, local));
    } catch (error) {
      if (!isFettleError(error) || error.status >= 500) throw error;
      this.#tell(`${owner.of} ${owner.id}: ${file.path} was not stored: ${error.message}`);
      return error.code !== "RUNS_DELETED";
    }
    this.#artifacts.stored += 1;
    this.#artifacts.bytes += file.size;
    return true;
  }

  async #filesOf(owner: ArtifactOwner): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for await (const { path, size } of remoteFiles(this.#options.client, owner))
      found.set(path, size);
    return found;
  }

  #tell(note: string): void {
    if (this.#notes.length < NOTES_MAX) this.#notes.push(note);
    else if (this.#notes.length === NOTES_MAX) this.#notes.push("... and more of the kind");
  }
}
