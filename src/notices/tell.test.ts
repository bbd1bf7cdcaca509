import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { connectHooks } from "#ground/hooks";
import { newId } from "#ground/id";
import { type RunDetail, runEnded, runLost, runsPurged } from "#runs";
import { openTestServer, type TestServer } from "#test/open-store";
import type { NoticeEvent } from "./model.ts";
import { insertNotice } from "./store/notices.ts";
import { HOOKS } from "./tell.ts";

const MINUTE_MS = 60_000;
const hooks = connectHooks(HOOKS);
let server: TestServer;
let now: number;

// Without the slice itself, so that nothing is sent and the queue can be read.
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs"],
    clock: { ...systemClock, now: () => now },
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  now = 1_000_000_000;
  await server.context.database.write(async (tx) => {
    for (const table of ["delivery", "told", "notice"])
      await tx.run(`DELETE FROM notices_${table}`);
  });
});

const notice = (id: string, on: readonly NoticeEvent[], experiment: string | null = null) =>
  server.context.database.write((tx) =>
    insertNotice(tx, {
      id,
      project: "shop",
      experiment,
      on,
      url: "shown",
      sealed: "sealed",
      slack: false,
      link: "https://fettle.example.org//",
      user: "ada",
      createdAt: 1,
      toldAt: null,
      problem: null,
    }),
  );
const run = async (more: Partial<RunDetail> = {}): Promise<RunDetail> => {
  const id = newId();
  const made = await server.client.post<RunDetail>("/api/fettle/1/runs", {
    id,
    project: "shop",
    experiment: "intents/rules",
    name: "owl",
    startedAt: 1,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
  });
  return { ...made, ...more };
};
const end = async (of: RunDetail) => {
  for (const tell of hooks.of(runEnded)) await tell(of, server.context);
};
const lose = async (of: RunDetail) => {
  for (const tell of hooks.of(runLost)) await tell(of, server.context);
};
const queue = async () =>
  (
    await server.context.database.all<{ notice: string; body: string; due: number }>(
      "SELECT notice, body, due_at AS due FROM notices_delivery ORDER BY notice, body",
    )
  ).map(({ notice: to, body, due }) => {
    const { event, link } = JSON.parse(body) as { event: string; link: string };
    return { to, event, link, due };
  });

test("each way to end is an event of its own, and one that goes on is none", async () => {
  await notice("all", ["finished", "failed", "killed", "lost"]);
  for (const status of ["FINISHED", "FAILED", "KILLED", "RUNNING"] as const)
    await end(await run({ status }));
  await lose(await run());
  expect((await queue()).map(({ event }) => event).sort()).toEqual([
    "run.failed",
    "run.finished",
    "run.killed",
    "run.lost",
  ]);
});

test("a message is due at once, with a link to the run's page", async () => {
  await notice("n", ["failed"]);
  const failed = await run({ status: "FAILED" });
  await end(failed);
  expect(await queue()).toEqual([
    {
      to: "n",
      event: "run.failed",
      link: `https://fettle.example.org/runs/${failed.id}`,
      due: now,
    },
  ]);
});

test("only notices of the project, the event and the experiment or its folder are told", async () => {
  await notice("exact", ["failed"], "intents/rules");
  await notice("folder", ["failed"], "intents/");
  await notice("other", ["failed"], "intents");
  await notice("longer", ["failed"], "intents/rules/");
  await notice("finished", ["finished"]);
  await end(await run({ status: "FAILED" }));
  await end(await run({ status: "FAILED", project: "elsewhere" }));
  expect((await queue()).map(({ to }) => to)).toEqual(["exact", "folder"]);
});

test("the same event of a run is told again only after ten minutes, another event at once", async () => {
  await notice("n", ["failed", "lost"]);
  const one = await run({ status: "FAILED" });
  await end(one);
  now += 10 * MINUTE_MS;
  await end(one);
  await lose(one);
  expect((await queue()).map(({ event }) => event)).toEqual(["run.failed", "run.lost"]);
  now += 1;
  await end(one);
  expect((await queue()).filter(({ event }) => event === "run.failed").length).toBe(2);
});

test("what was told of a purged run is forgotten, and of no other", async () => {
  await notice("n", ["lost"]);
  const [kept, gone] = [await run(), await run()];
  await lose(kept);
  await lose(gone);
  await server.context.database.write(async (tx) => {
    for (const forget of hooks.of(runsPurged)) await forget(tx, [gone.id]);
  });
  expect(await server.context.database.all("SELECT run FROM notices_told")).toEqual([
    { run: kept.id },
  ]);
});
