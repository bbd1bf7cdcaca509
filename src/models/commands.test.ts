import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";
import type { ModelDetail, ModelVersion } from "./model.ts";

// One story, told in order: each test goes on where the one before it ended.
let server: TestServer;
let first: ModelVersion;
let now = Date.UTC(2026, 2, 1, 9, 30);
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "models"],
    clock: { ...systemClock, now: () => now },
  });
});
afterAll(() => server.close());

const type = typeCommands(commands, () => server);
const lines = async (...words: string[]) => (await type(...words)).text?.split("\n");
const cells = async (...words: string[]) =>
  (await lines(...words))?.map((line) => line.trim().split(/ {2,}/));

test("there is nothing yet, and each list says so in its own words", async () => {
  expect((await type("list")).text).toBe(
    "no model is registered; fettle models register NAME --run RUN",
  );
  expect((await type("list", "--deleted")).text).toBe("no model is deleted");
  expect((await type("list", "--filter", "name = 'x'")).text).toBe("no model fits the filter");
  await expect(type("show", "intent")).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
  await expect(type("history", "intent")).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
});

test.each([
  ["register"],
  ["show"],
  ["alias"],
  ["history"],
  ["describe"],
  ["describe", "intent"],
  ["tag"],
  ["tag", "intent"],
  ["rename"],
  ["rename", "intent"],
  ["delete"],
  ["restore"],
])("%s %s says what is missing", async (...words) => {
  await expect(type(...(words as string[]))).rejects.toMatchObject({ code: "USAGE", exit: 2 });
});

test("a version is registered from a run, and a folder of it where one is named", async () => {
  first = await registerVersion(server, "intent", { a: 0.5, b: 2, c: 3, d: 4 });
  const run = first.runId ?? "";
  const made = await type("register", "intent", "--run", run, "--description", "again");
  expect(made.text).toContain(`intent@2`);
  expect(made.text).toMatch(new RegExp(`from run ${run.slice(0, 8)}  a 0.5  b 2  c 3$`));
  expect(made.data).toMatchObject({ name: "intent", version: 2, description: "again" });
  expect(made.data).toMatchObject({ source: expect.stringMatching(/\/model$/) });
  const file = await type("register", "price", "--run", run, "--path", "model/model.json");
  expect(file.data).toMatchObject({ version: 1, source: expect.stringMatching(/model\.json$/) });
});

test("what can't be registered is refused with what is wrong", async () => {
  const run = first.runId ?? "";
  await expect(type("register", "intent")).rejects.toMatchObject({
    code: "USAGE",
    exit: 2,
    message: expect.stringContaining("--run is missing: the run that stored the model"),
    hint: expect.stringContaining("models register"),
  });
  await expect(type("register", "a/b", "--run", run)).rejects.toMatchObject({
    code: "MODELS_NAME_INVALID",
  });
  await expect(type("register", "intent", "--run", "none")).rejects.toMatchObject({
    code: "RUNS_UNKNOWN",
  });
  expect(((await type("show", "intent")).data as ModelDetail).versions).toHaveLength(2);
});

test("aliases are set, moved and removed, and each step says what was before", async () => {
  const alias = async (...words: string[]) => (await type("alias", ...words)).text;
  expect(await alias("intent@1", "--set", "champion")).toBe("intent@champion is version 1 now");
  expect(await alias("intent@1", "--set", "champion")).toBe(
    "intent@champion was version 1 already",
  );
  now += 60_000;
  expect(await alias("intent@2", "--set", "champion", "--reason", "better")).toBe(
    "intent@champion is version 2 now; it was 1",
  );
  expect(await alias("intent@champion", "--set", "previous")).toBe(
    "intent@previous is version 2 now",
  );
  // Without a version it is the latest.
  expect(await alias("price", "--set", "best")).toBe("price@best is version 1 now");
  now += 60_000;
  expect(await alias("intent", "--unset", "previous", "--reason", "old")).toBe(
    "intent@previous is removed",
  );
  expect(await alias("intent", "--unset", "previous")).toBe("intent had no alias previous");
  for (const words of [["intent@1"], ["intent@1", "--set", "a", "--unset", "b"]])
    await expect(alias(...words)).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining("expected --set or --unset"),
      hint: expect.stringContaining("models alias"),
    });
  await expect(alias("a/b", "--unset", "x")).rejects.toMatchObject({ code: "MODELS_REF_INVALID" });
});

test("models are listed with their versions and aliases", async () => {
  expect(await cells("list")).toEqual([
    ["model", "versions", "latest", "aliases", "project"],
    ["intent", "2", "2", "champion=2", "shop"],
    ["price", "1", "1", "best=1", "shop"],
  ]);
  expect(await cells("list", "--filter", "name = 'price'")).toHaveLength(2);
});

test("descriptions and tags are of the model or of one version, as they are named", async () => {
  const text = async (...words: string[]) => (await type(...words)).text;
  expect(await text("describe", "intent", "what they want")).toBe("described intent");
  expect(await text("describe", "intent@1", "the first")).toBe("described intent@1");
  expect(await text("tag", "intent", "team=nlp=x")).toBe("set team of intent");
  expect(await text("tag", "intent@1", `prompt=a\n${"b".repeat(200)}`)).toBe(
    "set prompt of intent@1",
  );
  expect(await text("tag", "intent@1", "checked=")).toBe("set checked of intent@1");
  expect(await text("tag", "intent@1", "checked", "--remove")).toBe("removed checked of intent@1");
  for (const none of ["checked", "=yes"])
    await expect(type("tag", "intent", none)).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining(`${JSON.stringify(none)} is no tag; expected KEY=VALUE`),
      hint: expect.stringContaining("models tag"),
    });
  for (const words of [
    ["describe", "intent@champion", "x"],
    ["tag", "intent@champion", "a=b"],
    ["delete", "intent@champion"],
    ["restore", "a/b"],
  ])
    await expect(type(...words)).rejects.toMatchObject({ code: "MODELS_REF_INVALID", exit: 2 });
});

test("a model is shown with its versions, a version with all its facts", async () => {
  const run = first.runId ?? "";
  expect(await lines("show", "intent")).toEqual([
    "intent, of project shop",
    "what they want",
    "team = nlp=x",
    "",
    "version  aliases   run       registered            metrics          description",
    `2        champion  ${run.slice(0, 8)}  2026-03-01 09:30 UTC  a 0.5  b 2  c 3  again`,
    `1                  ${run.slice(0, 8)}  2026-03-01 09:30 UTC  a 0.5  b 2  c 3  the first`,
  ]);
  expect(await lines("show", "intent@1")).toEqual([
    "model        intent@1",
    "aliases      -",
    `run          ${run}`,
    `files        ${first.source}`,
    "registered   2026-03-01 09:30 UTC",
    "description  the first",
    `tag prompt   a ${"b".repeat(97)}…`,
    "a            0.5",
    "b            2",
    "c            3",
    "d            4",
  ]);
  expect(await lines("show", "intent@champion")).toContain("aliases      champion");
  await expect(type("show", "a/b")).rejects.toMatchObject({ code: "MODELS_REF_INVALID" });
  await expect(type("show", "intent@9")).rejects.toMatchObject({ code: "MODELS_VERSION_UNKNOWN" });
});

test("a model of another name keeps all it has", async () => {
  now += 60_000;
  const { text } = await type("rename", "intent", "intent-de", "--reason", "more to come");
  expect(text).toBe("intent is intent-de now");
  await expect(type("rename", "intent-de", "a/b")).rejects.toMatchObject({
    code: "MODELS_NAME_INVALID",
  });
  expect((await lines("show", "intent-de@champion"))?.[0]).toContain("intent-de@2");
});

test("what is deleted can be restored, without its aliases", async () => {
  const text = async (...words: string[]) => (await type(...words)).text;
  now += 60_000;
  await expect(type("delete", "intent-de@2")).rejects.toMatchObject({ exit: 1 });
  expect(await text("delete", "intent-de@1", "--reason", "wrong data")).toBe(
    "deleted intent-de@1; fettle models restore intent-de@1 undoes it",
  );
  now += 60_000;
  expect(await text("restore", "intent-de@1", "--reason", "right after all")).toBe(
    "restored intent-de@1",
  );
  await type("alias", "price", "--unset", "best");
  expect(await text("delete", "price")).toBe(
    "deleted price; fettle models restore price undoes it",
  );
  expect((await cells("list", "--deleted"))?.map(([name]) => name)).toEqual(["model", "price"]);
  expect(await text("restore", "price")).toBe("restored price");
  expect((await cells("list"))?.map(([name]) => name)).toEqual(["model", "intent-de", "price"]);
});

test("the history tells each step, the newest first, with who and why", async () => {
  const who = ((await type("history", "intent-de")).data as ModelDetail["history"])[0]?.user;
  expect((await cells("history", "intent-de"))?.slice(0, -1)).toEqual([
    ["when", "what", "from", "to", "who", "why"],
    ["2026-03-01 09:35 UTC", "version restored", "-", "1", who, "right after all"],
    ["2026-03-01 09:34 UTC", "version deleted", "1", "-", who, "wrong data"],
    ["2026-03-01 09:33 UTC", "renamed from intent", "-", "-", who, "more to come"],
    ["2026-03-01 09:32 UTC", "previous removed", "2", "-", who, "old"],
    ["2026-03-01 09:31 UTC", "previous", "-", "2", who, "-"],
    ["2026-03-01 09:31 UTC", "champion", "1", "2", who, "better"],
  ]);
  expect((await cells("history", "price"))?.map(([, what]) => what)).toEqual([
    ...["what", "model restored", "model deleted", "best removed", "best"],
  ]);
});
