import { existsSync, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Output } from "#ground/cli";
import { fail, toFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { CarriedRecord } from "#ground/slice";
import { count } from "#ground/words";
import type { Kinds } from "./api.ts";
import { COUNTED, countOf } from "./counted.ts";
import { ERRORS } from "./errors.ts";
import { fetchFiles } from "./fetch-files.ts";
import { LeftBehind } from "./left-behind.ts";
import { leftLines, noteLines } from "./report-text.ts";
import {
  type ExportWriter,
  type LineSink,
  NO_PLACE,
  openCsv,
  openFileStoreWriter,
  openFolderWriter,
  openLineFile,
  openLinesWriter,
  tableKeys,
} from "./writers/index.ts";

export type ExportOptions = {
  readonly client: ServerClient;
  /** What that server carries. */
  readonly kinds: Kinds;
  readonly format: "export" | "mlruns" | "csv" | "jsonl";
  /** Absolute; without it the lines go to stdout. */
  readonly out: string | undefined;
  readonly filter: string | undefined;
  readonly experiment: string | undefined;
  /** All projects where it is left out. */
  readonly project: string | undefined;
  readonly artifacts: boolean;
  readonly output: Pick<Output, "progress" | "say">;
  readonly signal: AbortSignal;
};

export type ExportReport = {
  readonly out: string | null;
  readonly runs: number;
  readonly files: number;
  /** What was not carried, and how often. */
  readonly left: Readonly<Record<string, number>>;
  /** Whose it was, a line each. */
  readonly notes: readonly string[];
  /** Nothing stayed behind but what the format has no place for. */
  readonly whole: boolean;
  /** What a person reads; none where the export itself went to stdout. */
  readonly text: string | undefined;
};

/** Writes out what is asked for. What is half-written is removed where it fails. TRANSFER_EXISTS where `out` is there. */
export async function exportRecords(options: ExportOptions): Promise<ExportReport> {
  const { out } = options;
  if (out !== undefined && existsSync(out)) throw fail(ERRORS, "TRANSFER_EXISTS", { path: out });
  try {
    return await write(options);
  } catch (error) {
    // Where even that fails, what failed first says more.
    if (out !== undefined) await rm(out, { recursive: true, force: true }).catch(() => {});
    throw toFettleError(error, "write", out);
  }
}

async function write(options: ExportOptions): Promise<ExportReport> {
  const { client, kinds, out, format, output, signal } = options;
  const first = await ask(options);
  const progress = output.progress("exporting runs", first.count);
  const withFiles = new Set(kinds.filter(({ files }) => files).map(({ name }) => name));
  const left = new LeftBehind();
  let [experiments, runs, files] = [0, 0, 0];
  try {
    const writer = await openWriter(options);
    for await (const record of first.records) {
      signal.throwIfAborted();
      await writer.take(record);
      if (record.type === "left") tellLeft(left, record);
      if (record.type === "experiment") experiments += 1;
      if (record.type === "run") {
        runs += 1;
        progress.advance();
      }
      if (!options.artifacts || !withFiles.has(record.type)) continue;
      const owner = { of: record.type, id: String(record["id"]) };
      const folder = writer.folderOf(owner.of, owner.id);
      if (folder !== undefined) files += await fetchFiles({ client, signal, left }, owner, folder);
    }
    await writer.end();
    // A table has no line for an experiment without runs, and a filter may match none of it.
    const isAll = options.filter === undefined && format !== "csv";
    if (options.experiment !== undefined && isAll && experiments === 0 && runs === 0)
      throw fail(ERRORS, "TRANSFER_EXPERIMENT", {
        experiment: options.experiment,
        where: `the project ${options.project ?? "of this store"}`,
      });
    if (format === "mlruns") for (const [what, times] of writer.left) left.add(what, times);
    for (const note of writer.left.notes.told) left.notes.tell(note);
  } finally {
    progress.end();
  }
  const told = Object.fromEntries(left);
  const notes = left.notes.told;
  const lines = [
    `${count(runs)} runs and ${count(files)} files written to ${out}`,
    ...leftLines(told),
    ...(notes.length === 0 ? [] : ["To know:", ...noteLines(notes)]),
  ];
  const text = out === undefined ? undefined : lines.join("\n");
  const whole = format === "csv" || Object.keys(told).every((what) => what.endsWith(NO_PLACE));
  return { out: out ?? null, runs, files, left: told, notes, whole, text };
}

/** Counts what a slice leaves out; what it only wants to be known is a note. */
function tellLeft(left: LeftBehind, { what, count: times, told }: CarriedRecord): void {
  if (told === true) left.notes.tell(`${times} ${what}`);
  else left.add(String(what), Number(times));
}

type Asked = {
  readonly count: number | undefined;
  readonly records: AsyncIterable<CarriedRecord>;
};

/** The records of an export; of a table the runs alone. */
async function ask(options: ExportOptions): Promise<Asked> {
  const { client, filter, experiment, project, format } = options;
  const query = { filter, experiment, project, ...(format === "csv" ? { kinds: "run" } : {}) };
  const answer = await client.stream("/api/fettle/1/transfer/export", query);
  async function* records(): AsyncIterable<CarriedRecord> {
    for await (const line of createInterface({ input: answer }))
      yield JSON.parse(line) as CarriedRecord;
  }
  return { count: countOf(answer.headers[COUNTED]), records: records() };
}

async function openWriter(options: ExportOptions): Promise<ExportWriter> {
  const { out, format, output } = options;
  if (format === "export" && out !== undefined) return openFolderWriter(out);
  if (format === "mlruns" && out !== undefined) return openFileStoreWriter(out);
  const lines = out === undefined ? { write: (line: string) => output.say(line) } : fileLines(out);
  if (format !== "csv") return openLinesWriter(lines);
  // A table's head names every key, so its records are read once before.
  return openCsv(lines, await tableKeys((await ask(options)).records));
}

function fileLines(out: string): LineSink {
  mkdirSync(dirname(out), { recursive: true });
  return openLineFile(out);
}
