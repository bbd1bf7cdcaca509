import { done, idOf, mlflow, type World } from "./world.ts";

const RUNS = "/api/fettle/1/runs";

/** Views and notices, and who is told; to be made before runs end. */
export async function fillNotices(world: World): Promise<void> {
  for (const [number, more] of [
    [
      1,
      {
        on: ["finished", "failed"],
        url: `${world.receiver}/ok`,
        link: "https://fettle.example.com",
      },
    ],
    [2, { on: ["lost"], url: `${world.receiver}/ok`, experiment: "churn", project: "churn" }],
    [
      3,
      {
        on: ["killed", "finished"],
        url: "https://hooks.slack.com/services/T/B/x",
        project: "none",
      },
    ],
  ] as const)
    await done(world, "POST", `${RUNS}/notices`, {
      id: `0${number}`.repeat(16),
      project: "shop",
      ...more,
    });
}

export async function fillViews(world: World): Promise<void> {
  const save = (name: string, project: string, query: object) =>
    done(world, "PUT", `${RUNS}/views/${encodeURIComponent(name)}?project=${project}`, { query });
  await save("best of all", "shop", {
    sort: "best.val/accuracy",
    columns: "metrics.loss,params.lr",
  });
  await save("über uns", "shop", { q: "x" });
  await save("everywhere", "", { filter: "metrics.loss < 1" });
  await save("dropped", "shop", {});
  await done(world, "DELETE", `${RUNS}/views/dropped?project=shop`);
}

/** Runs and experiments in the trash, and some that were purged from it. */
export async function fillTrash(world: World): Promise<void> {
  const thrown = idOf(world, "run.thrown-away");
  for (const name of ["thrown-away", "purged", "in-gone"])
    await mlflow(world, "runs/update", {
      run_id: idOf(world, `run.${name}`),
      status: "FINISHED",
      end_time: world.clock.now(),
    });
  await done(world, "POST", `${RUNS}/trash`, { ids: [thrown, idOf(world, "run.repeat-5")] });
  // A version of a registered model came from it, so that it is held.
  await mlflow(world, "runs/delete", { run_id: idOf(world, "run.repeat-2") });
  await mlflow(world, "experiments/delete", {
    experiment_id: idOf(world, "experiment.attic"),
  });
  const gone = [idOf(world, "run.purged"), idOf(world, "experiment.gone")];
  await done(world, "POST", `${RUNS}/trash`, { ids: gone });
  await done(world, "POST", `${RUNS}/trash/purge`, { ids: gone });
}
