import { defineSlice } from "#ground/slice";

export const slice = defineSlice({
  name: "artifacts",
  summary: "files of runs and logged models",
  needs: [],
  errors: async () => (await import("./errors.ts")).ARTIFACT_ERRORS,
  after: "runs/7",
  trashable: async () => [(await import("./artifact-trashable.ts")).artifactTrashable],
  routes: async () => (await import("./mlflow/index.ts")).ROUTES,
  background: async () => [(await import("./upkeep.ts")).keepArtifacts],
});
