import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { beneath } from "#ground/files";
import type { ServerContext } from "#ground/server";

/** What tells where the artifacts of a run or of a logged model lie. */
type Placed = {
  readonly id: string;
  readonly experiment: number;
  readonly artifact_root: string | null;
};

/**
 * The folder of a run's artifacts as far as it is this server's own: relative to the artifact folder, and the run's whole
 * folder rather than `artifacts` in it. `undefined` for artifacts that lie elsewhere, which Fettle never removes.
 */
export function placeOf(run: Placed, kind: "run" | "model" = "run"): string | undefined {
  if (run.artifact_root === null)
    return kind === "run" ? `${run.experiment}/${run.id}` : `${run.experiment}/models/${run.id}`;
  const own = /^mlflow-artifacts:\/+(.+?)\/*$/.exec(run.artifact_root)?.[1];
  const suffix = `/${run.id}/artifacts`;
  return own?.endsWith(suffix) ? own.slice(0, -"/artifacts".length) : undefined;
}

/** The folders of an experiment's traces, which have no records yet. */
export async function tracePlaces(context: ServerContext, experiment: number): Promise<string[]> {
  const place = `${experiment}/traces`;
  const path = folderOf(context, place);
  const names = path === undefined ? [] : await readdir(path).catch(() => []);
  return names.map((name) => `${place}/${name}`);
}

/** The folder of a place, or `undefined` where a link leads out of the artifacts, or nothing was ever stored. */
export function folderOf(context: ServerContext, place: string): string | undefined {
  const { artifacts } = context.store;
  return existsSync(artifacts) ? beneath(artifacts, place) : undefined;
}

/** The bytes of all files below a place; links count nothing, and a place that isn't there has none. */
export async function bytesOf(context: ServerContext, place: string): Promise<number> {
  const path = folderOf(context, place);
  return path === undefined ? 0 : bytesBelow(path);
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesBelow(path);
    else if (entry.isFile()) bytes += (await stat(path).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
