import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";
import { KINDS } from "./kinds.ts";

export const slice = defineSlice({
  name: "models",
  summary: "registered models, their versions and aliases",
  needs: ["artifacts", "runs", "lineage"],
  commands,
  carry: async () => (await import("./carry/index.ts")).CARRY,
  formerly: { settings: { modelSources: "models.sources" } },
  kinds: KINDS,
  errors: async () => (await import("./errors.ts")).ERRORS,
  settings: async () => (await import("./config.ts")).modelsSettings,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => {
    const [own, mlflow] = await Promise.all([import("./routes.ts"), import("./mlflow/index.ts")]);
    return [...own.ROUTES, ...mlflow.ROUTES];
  },
  hooks: async () => {
    const [{ fill }, { artifactHeld }, runs, { holdArtifact, holdRuns }] = await Promise.all([
      import("#ground/hooks"),
      import("#artifacts"),
      import("#runs"),
      import("./hold.ts"),
    ]);
    return [fill(artifactHeld, holdArtifact), fill(runs.runHeld, holdRuns)];
  },
  trashable: async () => {
    const { modelTrashable, versionTrashable } = await import("./trash/index.ts");
    return [modelTrashable, versionTrashable];
  },
  background: async () => [(await import("./webhooks/index.ts")).sender.background],
});
