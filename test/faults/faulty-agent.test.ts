/** A product that misbehaves under test: its dialogue is an error and no failure, the others go on, nothing is left running. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectClearMessage } from "#test/clear-message";
import { processesIn } from "#test/processes-in";
import { registerVersion } from "#test/register-version";
import { type Desk, openDesk, type Typed } from "#test/type-fettle";
import { connectServer } from "../../src/app/connect.ts";

const AGENT = `exec "${process.execPath}" "${resolve("test/support/tiny-agent.ts")}"`;

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
  mkdirSync(join(desk.folder, "dialogues"));
});
afterEach(async () => {
  if (process.platform === "linux") expect(processesIn(desk.folder)).toEqual([]);
  await desk.close();
});

/** A project whose agent is started by this line. */
function product(start: string, more = ""): void {
  const settings = { start, readyWithin: "5s" };
  writeFileSync(
    join(desk.folder, "fettle.yaml"),
    `project: shop\ndialogues:\n  timeout: 1s\n${more}  agent: ${JSON.stringify(settings)}\n`,
  );
}
/** Dialogues of one turn each, in which the user says these words and is to be understood. */
function says(...words: readonly string[]): void {
  const text = words.map(
    (word, i) =>
      `dialogue: ${i} ${word}\nturns: [{ user: ${word}, agent: { route: ${word.split(" ")[0]} } }]\n`,
  );
  writeFileSync(join(desk.folder, "dialogues", "all.yaml"), text.join("---\n"));
}
const outcomes = (typed: Typed): string[] =>
  (JSON.parse(typed.stdout) as { cases: { outcome: string }[] }).cases.map((one) => one.outcome);

describe("fettle test", () => {
  test("goes on after dialogues that hang, speak nonsense or answer with an error, and exits with 3", async () => {
    product(AGENT);
    says("hi", "hang", "nonsense", "status", "wrong", "bye");
    const typed = await desk.type("test", "--json");
    expect([typed.code, outcomes(typed)]).toEqual([
      3,
      ["pass", "error", "error", "error", "error", "pass"],
    ]);
    // A dialogue that fails as well decides the exit code: it is the one that tells about the product.
    writeFileSync(
      join(desk.folder, "dialogues", "bad.yaml"),
      "dialogue: bad\nturns: [{ user: hi, agent: { route: bye } }]\n",
    );
    expect((await desk.type("test", "bad", "hang")).code).toBe(1);
  });

  test("tells the last words of an agent that crashed half-way, and what it could not ask any more", async () => {
    product(AGENT, "  parallel: 1\n");
    says("hi", "crash", "bye");
    const typed = await desk.type("test", "--json");
    expect([typed.code, outcomes(typed)]).toEqual([3, ["pass", "error", "error"]]);
    const { cases } = JSON.parse(typed.stdout);
    expect(cases[1].error).toContain("it has ended; its last words:");
    expect(cases[1].error).toContain("out of luck");
    expect(cases[2].error).toContain("not begun, since the agent is gone");
  });

  test("names an agent that does not start, does not listen, or is no program", async () => {
    says("hi");
    product(`AGENT_BEGIN=die ${AGENT}`);
    expectClearMessage(
      await desk.type("test"),
      3,
      "ended with exit code 3",
      "cannot load the model",
    );
    product("no-such-agent --fast");
    expectClearMessage(await desk.type("test"), 3, "exit code 127", "no-such-agent", "PORT=8000");
    product(`AGENT_BEGIN=deaf ${AGENT}`.replace("exec ", ""));
    writeFileSync(
      join(desk.folder, "fettle.local.yaml"),
      "dialogues: { agent: { readyWithin: 700ms } }\n",
    );
    expectClearMessage(await desk.type("test"), 3, "within 700 ms: nothing listens", "GET /health");
  });
});

describe("fettle compare", () => {
  beforeEach(async () => {
    product(AGENT);
    const client = await connectServer({ store: desk.store });
    for (let i = 0; i < 2; i += 1) await registerVersion({ client, folder: desk.folder }, "intent");
    await desk.type("promote", "intent@1");
  });

  test("is inconclusive, with exit code 4, where the agent gave no answer in some cases", async () => {
    says(...Array.from({ length: 20 }, (_, i) => `word${i}`), "hang", "nonsense");
    const typed = await desk.type("compare", "intent@2");
    expect([typed.code, typed.stderr]).toEqual([4, expect.any(String)]);
    expect(typed.stdout).toContain("22 cases: 20 same, 0 fixed, 0 broken, 0 flaky, 2 errors");
    expect(typed.stdout).toContain("verdict: inconclusive");
    expectClearMessage(await desk.type("promote", "intent@2"), 1, "the gate says inconclusive");
  });

  test("of a candidate that does not start says which, and records nothing", async () => {
    says("hi");
    product(`[ $FETTLE_MODEL_INTENT = 2 ] && exit 9; ${AGENT}`);
    expectClearMessage(
      await desk.type("compare", "intent@2"),
      3,
      "the agent with intent@2",
      "ended with exit code 9",
      "FETTLE_MODEL_INTENT=2",
    );
    const listed = await desk.type("gate", "list", "--json");
    expect(JSON.parse(listed.stdout).comparisons).toEqual([]);
  });

  test("that is stopped by Ctrl-C stops both agents, and records nothing", async () => {
    says("hang");
    const settings = "dialogues: { timeout: 60s }\n";
    writeFileSync(join(desk.folder, "fettle.local.yaml"), settings);
    const child = desk.start("compare", "intent@2");
    const end = new Promise<number | null>((done) => child.on("close", done));
    if (process.platform === "linux")
      while (processesIn(desk.folder).filter((one) => one.includes("tiny-agent")).length < 2)
        await sleep(20);
    else await sleep(3000);
    child.kill("SIGINT");
    expect(await end).toBe(130);
    const listed = await desk.type("gate", "list", "--json");
    expect(JSON.parse(listed.stdout).comparisons).toEqual([]);
  });
});
