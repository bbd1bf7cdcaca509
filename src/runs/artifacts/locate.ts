import { mkdirSync } from "node:fs";
import { fail } from "#ground/errors";
import { beneath } from "#ground/files";
import type { ServerContext } from "#ground/http";
import { ERRORS } from "../errors.ts";
import type { RunRecord } from "../store/run-columns.ts";
import { selectRun } from "../store/select-run.ts";

/** Where an artifact is, once its ids were found among the records and its path beneath the artifact folder. */
export type Place = {
  readonly run: RunRecord;
  /** Relative to the run's artifacts; empty for all of them. */
  readonly inside: string;
  /** The file or folder, which need not exist; absolute. */
  readonly path: string;
};

const LOCATION = /^(\d{1,15})\/([A-Za-z0-9][\w-]{0,255})\/artifacts(?:\/(.*))?$/s;

/**
 * Finds the place of an artifact by its location, `<experiment>/<run>/artifacts/<path>`, or its URI,
 * `mlflow-artifacts:/<location>`. Text from a request becomes a path only here.
 */
export async function locate(context: ServerContext, location: string): Promise<Place> {
  const plain = location.replace(/^mlflow-artifacts:\/+/, "").replace(/(?<!\/)\/+$/, "");
  const match = LOCATION.exec(plain);
  if (match === null) throw fail(ERRORS, "RUNS_ARTIFACT_UNKNOWN", { path: plain });
  const [, experiment, id = "", inside = ""] = match;
  const run = await selectRun(context.database, id);
  if (run === undefined || run.experimentId !== Number(experiment))
    throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
  mkdirSync(context.store.artifacts, { recursive: true });
  const own = `${run.experimentId}/${run.id}/artifacts`;
  const path = /[#\p{Cc}]/u.test(inside)
    ? undefined
    : beneath(context.store.artifacts, inside === "" ? own : `${own}/${inside}`);
  if (path === undefined) throw fail(ERRORS, "RUNS_ARTIFACT_INVALID", { path: inside });
  return { run, inside, path };
}
