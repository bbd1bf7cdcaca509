import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Environment, environment } from "#ground/environment";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { openExportFile, RECORDS_FILE } from "./export-file.ts";
import { isFileStore, openFileStore } from "./file-store.ts";
import { openMlflowDatabase } from "./mlflow-database.ts";
import { openMlflowServer } from "./mlflow-server.ts";
import type { ImportSource } from "./source.ts";

const SQLITE = "SQLite format 3\u0000";

/**
 * Opens what a person named: a running server by its address, a folder `mlruns` or the one it lies in, a file `mlflow.db`,
 * an export. TRANSFER_SOURCE where it is none of these.
 */
export function openSource(
  named: string,
  options: { readonly artifacts: string | undefined },
): ImportSource {
  if (/^https?:\/\//.test(named))
    return openMlflowServer(named, authorizationFor(named, environment()));
  const path = named.replace(/^sqlite:\/\/\//, "").replace(/^file:\/\//, "");
  if (!existsSync(path)) throw unknown(named, "there is no such file or folder");
  if (statSync(path).isFile())
    return isSqlite(path) ? openMlflowDatabase(path, options.artifacts) : openExportFile(path);
  if (existsSync(join(path, RECORDS_FILE))) return openExportFile(join(path, RECORDS_FILE));
  if (isFileStore(path)) return openFileStore(path);
  if (isFileStore(join(path, "mlruns"))) return openFileStore(join(path, "mlruns"));
  if (existsSync(join(path, "mlflow.db")))
    return openMlflowDatabase(join(path, "mlflow.db"), options.artifacts);
  throw unknown(named, "it holds no mlruns, no mlflow.db and no export");
}

function unknown(source: string, problem: string): Error {
  return fail(ERRORS, "TRANSFER_SOURCE", { source, problem });
}

function isSqlite(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(SQLITE.length);
    readSync(file, head, 0, SQLITE.length, 0);
    return head.toString("latin1") === SQLITE;
  } finally {
    closeSync(file);
  }
}

/**
 * The header for a server, as MLflow's client makes it; Basic wins where both are set. A stored secret goes only where
 * MLFLOW_TRACKING_URI says that it belongs.
 */
export function authorizationFor(url: string, env: Environment): string | undefined {
  const meant = env["MLFLOW_TRACKING_URI"];
  if (meant === undefined || !URL.canParse(meant)) return undefined;
  if (new URL(meant).origin !== new URL(url).origin) return undefined;
  const [user, password] = [env["MLFLOW_TRACKING_USERNAME"], env["MLFLOW_TRACKING_PASSWORD"]];
  if (user !== undefined && password !== undefined)
    return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const token = env["MLFLOW_TRACKING_TOKEN"];
  return token === undefined ? undefined : `Bearer ${token}`;
}
