import { belowLocation, leadsElsewhere, newLocation } from "#artifacts";
import type { StoreSettings } from "#ground/server";

const DEFAULT_EXPERIMENT = 0;

/** An experiment as far as its artifacts are concerned. */
type Located = { readonly id: number; readonly artifactLocation: string | null };

/**
 * Where the runs of an experiment keep their artifacts, as a URI. The experiment 0 is there before anybody said where;
 * for it the settings are asked. A location that an earlier release took, and that this one refuses, counts as none.
 */
export function experimentLocation(settings: StoreSettings, experiment: Located): string {
  const { id, artifactLocation } = experiment;
  if (artifactLocation !== null && leadsElsewhere(settings, artifactLocation) === undefined)
    return artifactLocation;
  const early = id === DEFAULT_EXPERIMENT ? newLocation(settings, String(id)) : null;
  return early ?? `mlflow-artifacts:/${id}`;
}

/** Where a new run keeps its artifacts; null for the place that follows from its ids. */
export function runRoot(settings: StoreSettings, experiment: Located, run: string): string | null {
  return rootIn(settings, experiment, `${run}/artifacts`);
}

/** Where a new logged model keeps its artifacts; null for the place that follows from its ids. */
export function modelRoot(
  settings: StoreSettings,
  experiment: Located,
  model: string,
): string | null {
  return rootIn(settings, experiment, `models/${model}/artifacts`);
}

function rootIn(settings: StoreSettings, experiment: Located, inside: string): string | null {
  const location = experimentLocation(settings, experiment);
  return location === `mlflow-artifacts:/${experiment.id}` ? null : belowLocation(location, inside);
}

/** A run or a logged model as far as its artifacts are concerned. */
type Placed = {
  readonly experimentId: number;
  readonly id: string;
  readonly artifactRoot: string | null;
};

/**
 * Where a run's artifacts are, to read and write and to tell clients. A place that an earlier release recorded and that the
 * settings don't allow counts as this server's own: what lies there is not reached, and nobody's token goes there.
 */
export function runUri(settings: StoreSettings, run: Placed): string {
  return told(
    settings,
    run.artifactRoot,
    `mlflow-artifacts:/${run.experimentId}/${run.id}/artifacts`,
  );
}

/** As `runUri`, of a logged model. */
export function modelUri(settings: StoreSettings, model: Placed): string {
  const { experimentId, id, artifactRoot } = model;
  return told(settings, artifactRoot, `mlflow-artifacts:/${experimentId}/models/${id}/artifacts`);
}

function told(settings: StoreSettings, recorded: string | null, own: string): string {
  return recorded === null || leadsElsewhere(settings, recorded) !== undefined ? own : recorded;
}
