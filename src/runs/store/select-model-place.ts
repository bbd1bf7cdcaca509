import type { Reader } from "#ground/database";
import type { Lifecycle } from "./tables.ts";

type ModelRow = {
  experiment: number;
  project: string;
  lifecycle: Lifecycle;
  artifact_root: string | null;
};

/** Where the files of a logged model are, also of a deleted one. */
export async function selectModelPlace(
  db: Reader,
  id: string,
): Promise<{ project: string; lifecycle: Lifecycle; uri: string } | undefined> {
  const row = await db.get<ModelRow>(
    "SELECT experiment, project, lifecycle, artifact_root FROM runs_model WHERE id = ?",
    id,
  );
  if (row === undefined) return undefined;
  const { project, lifecycle, artifact_root, experiment } = row;
  return {
    project,
    lifecycle,
    uri: artifact_root ?? `mlflow-artifacts:/${experiment}/models/${id}/artifacts`,
  };
}
