import { expect, test } from "vitest";
import { newId } from "#ground/id";
import { openTestServer } from "#test/open-store";
import type { ExperimentRow } from "./index.ts";

test("experiments are listed with their runs, for a project also those its runs are in", async () => {
  const server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  try {
    const start = (project: string, experiment: string, startedAt: number) =>
      server.client.post("/api/fettle/1/runs", {
        id: newId(),
        project,
        experiment,
        startedAt,
        command: ["true"],
        folder: ".",
        dirty: false,
        data: [],
      });
    await start("shop", "intents/rules", 5);
    await start("shop", "intents/rules", 9);
    await start("other", "intents/rules", 7);
    await start("other", "prices", 7);
    const list = async (project?: string) =>
      (
        await server.client.get<{ experiments: ExperimentRow[] }>(
          "/api/fettle/1/runs/experiments",
          { project },
        )
      ).experiments;
    expect((await list()).map(({ name, runs }) => [name, runs])).toEqual([
      ["Default", 0],
      ["intents/rules", 3],
      ["prices", 1],
    ]);
    expect(await list("shop")).toEqual([
      { id: "1", name: "intents/rules", project: "shop", runs: 3, lifecycle: "active", latest: 9 },
    ]);
    expect((await list("other")).map(({ name }) => name)).toEqual(["intents/rules", "prices"]);
  } finally {
    await server.close();
  }
});
