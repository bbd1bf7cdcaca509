import { belowLocation, newLocation } from "#artifacts";
import type { StoreSettings } from "#ground/server";

const DEFAULT_EXPERIMENT = 0;

/** An experiment as far as its artifacts are concerned. */
type Located = { readonly id: number; readonly artifactLocation: string | null };

/**
 * Where the runs of an experiment keep their artifacts, as a URI. The experiment 0 is there before anybody said where;
 * for it the settings are asked.
 */
export function experimentLocation(settings: StoreSettings, experiment: Located): string {
  const { id, artifactLocation } = experiment;
  if (artifactLocation !== null) return artifactLocation;
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
