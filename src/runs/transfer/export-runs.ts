import { createWriteStream, existsSync, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import type { Output } from "#ground/cli";
import { fail, toFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import { count } from "#ground/words";
import { ERRORS } from "../errors.ts";
import type { ImportRecord } from "../import/index.ts";
import type { RunList } from "../model.ts";
import { openCsv } from "./csv-writer.ts";
import { openFileStoreWriter } from "./file-store-writer.ts";
import { openFolderWriter, openLinesWriter } from "./lines-writer.ts";
import { filesRoute, remoteFiles } from "./remote-files.ts";
import type { ArtifactOwner } from "./source.ts";

/** What takes the records of an export, in their order. */
export type ExportWriter = {
  take(record: ImportRecord): Promise<void> | void;
  /** Where the files of an owner go, whose record has come; none where they are left out. */
  folderOf(owner: ArtifactOwner): string | undefined;
  /** All is on disk when it resolves. */
  end(): Promise<void>;
};

export type ExportOptions = {
  readonly client: ServerClient;
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
  /** What a person reads; none where the export itself went to stdout. */
  readonly text: string | undefined;
};

const API = "/api/fettle/1/runs";

/** Writes runs out. What is half-written is removed where it fails. RUNS_EXPORT_EXISTS where `out` is there already. */
export async function exportRuns(options: ExportOptions): Promise<ExportReport> {
  const { client, out, output, format } = options;
  if (out !== undefined && existsSync(out)) throw fail(ERRORS, "RUNS_EXPORT_EXISTS", { path: out });
  const { filter, experiment, project } = options;
  const query = { filter, experiment, project };
  const list = await client.get<RunList>(API, { ...query, limit: 1 });
  const progress = output.progress("exporting runs", list.total);
  let [runs, files] = [0, 0];
  try {
    const writer = openWriter(options, list);
    const asked = { ...query, points: format !== "csv", registry: format !== "csv" };
    const lines = createInterface({ input: await client.stream(`${API}/export`, asked) });
    for await (const line of lines) {
      options.signal.throwIfAborted();
      const record = JSON.parse(line) as ImportRecord;
      await writer.take(record);
      if (record.type === "run") {
        runs += 1;
        progress.advance();
      }
      if (options.artifacts && (record.type === "run" || record.type === "logged-model"))
        files += await fetchFiles(options, { of: record.type, id: record.id }, writer);
    }
    await writer.end();
  } catch (error) {
    if (out !== undefined) await rm(out, { recursive: true, force: true });
    throw toFettleError(error, "write", out);
  } finally {
    progress.end();
  }
  const text =
    out === undefined
      ? undefined
      : `${count(runs)} runs and ${count(files)} files written to ${out}`;
  return { out: out ?? null, runs, files, text };
}

function openWriter(options: ExportOptions, list: RunList): ExportWriter {
  const { out, format, output } = options;
  if (format === "export" && out !== undefined) return openFolderWriter(out);
  if (format === "mlruns" && out !== undefined) return openFileStoreWriter(out);
  const write = out === undefined ? (line: string) => output.say(line) : fileLines(out);
  return format === "csv" ? openCsv(write, list) : openLinesWriter(write);
}

type LineSink = ((line: string) => void) & { end?: () => Promise<void> };

function fileLines(out: string): LineSink {
  mkdirSync(dirname(out), { recursive: true });
  const stream = createWriteStream(out, { flush: true });
  const write: LineSink = (line) => void stream.write(`${line}\n`);
  write.end = () =>
    new Promise((resolve, reject) => {
      stream.on("error", reject);
      stream.end(() => resolve());
    });
  return write;
}

async function fetchFiles(
  options: ExportOptions,
  owner: ArtifactOwner,
  writer: ExportWriter,
): Promise<number> {
  const folder = writer.folderOf(owner);
  if (folder === undefined) return 0;
  let fetched = 0;
  for await (const { path } of remoteFiles(options.client, owner)) {
    options.signal.throwIfAborted();
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    const at = path.split("/").map(encodeURIComponent).join("/");
    const answer = await options.client.stream(`${filesRoute(owner)}/${at}`);
    await pipeline(answer, createWriteStream(file));
    fetched += 1;
  }
  return fetched;
}
