import { defineSlice } from "#ground/slice";
import { KINDS } from "./kinds.ts";

export const slice = defineSlice({
  name: "artifacts",
  summary: "files of runs and logged models",
  needs: ["trash"],
  kinds: KINDS,
  carry: async () => (await import("./carry.ts")).CARRY,
  formerly: {
    settings: {
      artifacts: "artifacts.folder",
      artifactRoot: "artifacts.root",
      fileRoots: "artifacts.fileRoots",
    },
  },
  settings: async () => (await import("./config.ts")).artifactsSettings,
  errors: async () => (await import("./errors.ts")).ARTIFACT_ERRORS,
  after: "runs/7",
  trashable: async () => [(await import("./artifact-trashable.ts")).artifactTrashable],
  routes: async () => (await import("./mlflow/index.ts")).ROUTES,
  hooks: async () => {
    const [{ fill }, { purged }, { giveBackSpace }] = await Promise.all([
      import("#ground/hooks"),
      import("#trash"),
      import("./upkeep.ts"),
    ]);
    return [fill(purged, giveBackSpace)];
  },
  background: async () => [(await import("./upkeep.ts")).keepArtifacts],
});
