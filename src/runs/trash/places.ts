import { existsSync, readdirSync } from "node:fs";
import type { ServerContext } from "#ground/server";
import { pathOf } from "#trash";

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

/** The folders of logged models that are this server's own. */
export function modelPlaces(models: readonly Placed[]): string[] {
  return models.flatMap((model) => placeOf(model, "model") ?? []);
}

/** The folders of an experiment's traces, which have no records yet. */
export function tracePlaces(context: ServerContext, experiment: number): string[] {
  const place = `${experiment}/traces`;
  const path = pathOf(context, place);
  return path === undefined || !existsSync(path)
    ? []
    : readdirSync(path).map((name) => `${place}/${name}`);
}
