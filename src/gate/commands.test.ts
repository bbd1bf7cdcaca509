import { afterAll, beforeAll, expect, test } from "vitest";
import type { Outcome } from "#dialogues";
import { systemClock } from "#ground/clock";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { sampleCase, sampleReport } from "#test/sample-report";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";
import type { Comparison, Decision } from "./model.ts";

// One story, told in order: each test goes on where the one before it ended.
let server: TestServer;
let now = Date.UTC(2026, 2, 1, 9, 30);
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models", "dialogues", "gate"],
    clock: { ...systemClock, now: () => now },
  });
  for (const model of ["intent", "intent", "intent", "price"]) await registerVersion(server, model);
});
afterAll(() => server.close());

const type = typeCommands(commands, () => server);

async function compared(candidate: number, outcome: Outcome): Promise<Comparison> {
  const report = async (version: number, first: Outcome): Promise<string> => {
    const cases = Array.from({ length: 20 }, (_, i) =>
      sampleCase(`case-${i}`, i === 0 ? first : "pass"),
    );
    const arm = { label: "", models: { intent: version }, commit: null };
    const { id } = sampleReport(newId(), cases, { arm });
    await server.client.post("/api/fettle/1/dialogues/reports", sampleReport(id, cases, { arm }));
    return id;
  };
  return server.client.post("/api/fettle/1/gate/comparisons", {
    id: newId(),
    project: "shop",
    model: "intent",
    champion: 1,
    candidate,
    reports: [await report(1, "pass"), await report(1, "pass"), await report(candidate, outcome)],
  });
}

test("nothing was compared or decided yet", async () => {
  expect(await type("list")).toEqual({
    data: { comparisons: [] },
    text: "no comparison yet",
    said: "",
  });
  await expect(type("show")).rejects.toMatchObject({
    code: "GATE_NO_COMPARISON",
    exit: 5,
    message: expect.stringContaining("shop"),
  });
  expect((await type("history", "intent")).text).toBe("nobody has decided about intent yet");
});

test("a version that is not there can't be promoted, by whatever name", async () => {
  await expect(type("promote", "intent@9")).rejects.toMatchObject({
    code: "MODELS_VERSION_UNKNOWN",
  });
  await expect(type("promote", "intent@shadow")).rejects.toMatchObject({
    code: "MODELS_ALIAS_UNKNOWN",
  });
  await expect(type("promote", "rank@1")).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
});

test("the first champion is told to be it", async () => {
  expect((await type("promote", "intent@1")).text).toBe(
    "intent@1 is the champion now, the first one, and baseline",
  );
});

test("a comparison is shown again, the last one by default, with the exit of its verdict", async () => {
  now += 60_000;
  const rejected = await compared(2, "fail");
  now += 60_000;
  const praised = await compared(3, "pass");
  const last = await type("show");
  expect(last.data).toEqual(praised);
  expect(last.text).toContain(
    "intent@3 against the champion intent@1, 2026-03-01 09:32\n\n20 cases",
  );
  expect(last.text).toContain("next: fettle promote intent@3");
  const { data, text } = await type("show", rejected.id.slice(0, 8));
  expect(data).toEqual(rejected);
  expect(text).toContain("intent@2 against the champion intent@1, 2026-03-01 09:31\n\nbroken (1)");
  await expect(type("show", "0123")).rejects.toMatchObject({ code: "GATE_COMPARISON_UNKNOWN" });
  for (const none of ["123", "../x", "ABCD"])
    await expect(type("show", none)).rejects.toMatchObject({
      code: "GATE_COMPARISON_UNKNOWN",
      exit: 2,
      message: expect.stringContaining(none),
    });
});

test("all comparisons are listed, those of one model where it is named", async () => {
  const { data, text } = await type("list");
  const [third, second] = (data as { comparisons: Comparison[] }).comparisons;
  expect(text?.split("\n")).toEqual([
    "comparison  when (UTC)        candidate  champion  verdict  cases",
    `${third?.id.slice(0, 8)}    2026-03-01 09:32  intent@3   intent@1  promote  0 fixed, 0 broken of 20`,
    `${second?.id.slice(0, 8)}    2026-03-01 09:31  intent@2   intent@1  reject   0 fixed, 1 broken of 20`,
  ]);
  expect((await type("list", "intent")).data).toEqual(data);
  expect((await type("list", "price")).data).toEqual({ comparisons: [] });
});

test("promoting says what it replaces, and against the gate why", async () => {
  await expect(type("promote", "intent@2")).rejects.toMatchObject({ code: "GATE_NOT_BETTER" });
  expect((await type("promote", "intent@3")).text).toBe(
    "intent@3 is the champion now, after intent@1",
  );
  now += 60_000;
  const words = ["--override", "--reason", "the old list is gone"];
  expect((await type("promote", "intent@2", ...words)).text).toBe(
    "intent@2 is the champion now, after intent@3, against the gate (no comparison): the old list is gone",
  );
  now += 60_000;
  await compared(2, "fail");
});

test("the history tells who, when, why and on what evidence, the newest first", async () => {
  const { data, text } = await type("history", "intent");
  const { decisions } = data as { decisions: Decision[] };
  const [over, third, first] = decisions;
  expect(decisions.map(({ to }) => to)).toEqual([2, 3, 1]);
  const lines = text?.split("\n").map((line) => line.split(/ {2,}/));
  expect(lines).toEqual([
    ["when (UTC)", "from", "to", "verdict", "comparison", "who", "reason"],
    [
      ...["2026-03-01 09:33", "@3", "@2", "none, overridden", "-"],
      ...[over?.user, "the old list is gone"],
    ],
    [
      ...["2026-03-01 09:32", "@1", "@3", "promote", third?.comparisonId?.slice(0, 8)],
      ...[third?.user, third?.reason],
    ],
    ["2026-03-01 09:30", "-", "@1", "first", "-", first?.user, first?.reason],
  ]);
  expect(over?.reason).not.toBe("");
  expect((await type("history", "price")).data).toEqual({ decisions: [] });
});

test("a champion whose alias was removed is not followed by a first one", async () => {
  await server.client.delete("/api/fettle/1/models/intent/aliases/champion", { reason: "off" });
  await expect(type("promote", "intent@1")).rejects.toMatchObject({
    code: "GATE_CHAMPION_GONE",
    exit: 1,
  });
  const again = await type("promote", "intent@1", "--override", "--reason", "on again");
  expect(again.text).toBe(
    "intent@1 is the champion now, against the gate (no comparison): on again",
  );
  expect(again.data).toMatchObject({ from: null, to: 1, verdict: "none", override: true });
});
