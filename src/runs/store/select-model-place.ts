import type { Reader } from "#ground/database";
import type { Lifecycle } from "./tables.ts";

type ModelRow = {
  experiment: number;
  project: string;
  lifecycle: Lifecycle;
  artifact_root: string | null;
};

/** A logged model as far as its files are concerned. */
export type ModelPlace = {
  readonly id: string;
  readonly project: string;
  readonly lifecycle: Lifecycle;
  readonly experimentId: number;
  /** As it was recorded; null for the place that follows from its ids. */
  readonly artifactRoot: string | null;
};

/** Where the files of a logged model are, also of a deleted one. */
export async function selectModelPlace(db: Reader, id: string): Promise<ModelPlace | undefined> {
  const row = await db.get<ModelRow>(
    "SELECT experiment, project, lifecycle, artifact_root FROM runs_model WHERE id = ?",
    id,
  );
  if (row === undefined) return undefined;
  const { project, lifecycle, artifact_root, experiment } = row;
  return { id, project, lifecycle, experimentId: experiment, artifactRoot: artifact_root };
}
