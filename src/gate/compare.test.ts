import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dialoguesSection } from "#dialogues";
import { type Context, createOutput } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { loadProject } from "#ground/config";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { compare } from "./compare.ts";
import { describeComparison } from "./describe-comparison.ts";
import type { Comparison } from "./model.ts";

// The product of these tests. Version 1 knows prices and not typos; 2 has lost the price; 3 knows both; 4 dies at its
// start; 5 dies when it hears of it.
const AGENT = `
import { createServer } from "node:http";
const version = Number(process.env.FETTLE_MODEL_INTENT);
if (version === 4) throw new Error("no such weights");
const reply = (text) => {
  if (text.includes("prise")) return version === 3 ? "It is $40." : "Pardon?";
  if (text.includes("price")) return version === 2 ? "Let us talk about the weather." : "It is $40.";
  if (text.includes("hello") && version === 5) process.kill(process.pid, "SIGKILL");
  return "Hello.";
};
createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => { body += chunk; });
  request.on("end", () => {
    const text = body === "" ? "" : JSON.parse(body).text ?? "";
    const stages = [{ name: "preprocessing", ms: 0 }, { name: version === 2 ? "model" : "heuristics", ms: 1, answered: true }];
    const words = reply(text);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url === "/dialogue/say"
      ? { messages: [words], route: words.startsWith("It is") ? "price" : "other", stages, models: { intent: version } }
      : {}));
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
`;

const DIALOGUES = [
  "dialogue: asks for the price",
  "turns:",
  "  - user: hello",
  "    agent: { says: { contains: Hello } }",
  "  - user: what is the price",
  "    agent: { route: price, says: { contains: $40 } }",
  "---",
  "dialogue: asks with a typo",
  "turns:",
  "  - user: what is the prise",
  "    agent: { route: price }",
];

let server: TestServer;
let root: string;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models", "dialogues", "gate"],
  });
  root = join(server.folder, "project");
  mkdirSync(join(root, "dialogues"), { recursive: true });
  writeFileSync(
    join(root, "fettle.yaml"),
    "project: shop\ndialogues:\n  agent:\n    start: node agent.mjs\n",
  );
  writeFileSync(join(root, "agent.mjs"), AGENT);
  const many = Array.from({ length: 18 }, (_, i) =>
    ["---", `dialogue: greets ${i}`, "turns:", "  - user: hi", "    agent: { route: other }"].join(
      "\n",
    ),
  );
  writeFileSync(join(root, "dialogues", "sales.yaml"), [...DIALOGUES, ...many].join("\n"));
  for (const accuracy of [0.8, 0.95, 0.9, 0.9, 0.9])
    await registerVersion(server, "intent", { accuracy });
});
afterEach(() => server.close());

const contextOf = (said: string[] = [], signal = new AbortController().signal): Context => {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      said.push(String(chunk));
      done();
    },
  });
  return {
    cwd: root,
    store: server.context.store.folder,
    clock: systemClock,
    output: createOutput({ stdout: sink, stderr: sink, json: false, clock: systemClock }),
    signal,
    project: async () => loadProject({ cwd: root, sections: [dialoguesSection], env: {} }),
    server: async () => server.client,
  };
};

const promoteFirst = (): Promise<unknown> =>
  server.client.post("/api/fettle/1/gate/promote", {
    id: "1".repeat(32),
    project: "shop",
    model: "intent",
    version: 1,
  });

/** Gone, or a zombie that nobody has collected yet, within a second: the kernel needs a moment. */
const hasEnded = async (pid: number): Promise<boolean> => {
  for (let i = 0; i < 100; i += 1) {
    try {
      if (/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
    } catch {
      return true;
    }
    await systemClock.sleep(10);
  }
  return false;
};

const plain = (comparison: Comparison): string => describeComparison(comparison, (_, text) => text);

describe("compare", () => {
  test("rejects the candidate with better numbers that breaks a dialogue, and shows the turn", async () => {
    await promoteFirst();
    const said: string[] = [];
    const comparison = await compare("intent@2", contextOf(said));
    expect(said.join("")).toBe(
      "intent@2 against the champion intent@1: 20 cases, the champion twice\n",
    );
    expect(comparison).toMatchObject({ verdict: "reject", champion: 1, candidate: 2 });
    expect(plain(comparison)).toBe(
      [
        "metric    champion  candidate  change",
        "accuracy  0.8       0.95       +0.15",
        "",
        "broken (1)",
        "  dialogues/sales/asks-for-the-price  dialogues/sales.yaml:1",
        "    turn 2",
        '      user       "what is the price"',
        '      champion   "It is $40."  (answered by heuristics)',
        '      candidate  "Let us talk about the weather."  (answered by model)',
        "      expected   route price",
        "      actual     route other",
        '      expected   says "$40"',
        "",
        "20 cases: 19 same, 0 fixed, 1 broken, 0 flaky, 0 errors",
        "change -5.0 points; at most 19.6 points worse with 95 % certainty (Tango); McNemar's exact p 1",
        "",
        "verdict: reject",
        "  The candidate breaks must-pass case dialogues/sales/asks-for-the-price, which the champion passes every time.",
        "next: the champion stays; after a change, register a new version and fettle compare intent",
      ].join("\n"),
    );
  });

  test("promotes the sound candidate, and keeps three reports of three processes", async () => {
    await promoteFirst();
    const comparison = await compare("intent@3", contextOf());
    expect(comparison).toMatchObject({ verdict: "promote", counts: { fixed: 1, broken: 0 } });
    expect(plain(comparison)).toContain("next: fettle promote intent@3");
    const { reports } = await server.client.get<{ reports: { arm: object }[] }>(
      "/api/fettle/1/dialogues/reports",
    );
    expect(reports.map((report) => report.arm)).toHaveLength(3);
    await expect(
      server.client.post("/api/fettle/1/gate/promote", {
        id: "2".repeat(32),
        project: "shop",
        model: "intent",
        version: 3,
      }),
    ).resolves.toMatchObject({ verdict: "promote", from: 1, to: 3 });
  });

  test("is inconclusive where a cache on disk outlives its process, so that the champion differs from itself", async () => {
    await promoteFirst();
    const remembers = [
      'import { appendFileSync, statSync } from "node:fs";',
      'appendFileSync("starts", "x");',
      'const third = statSync("starts").size === 3;',
    ].join("\n");
    writeFileSync(
      join(root, "agent.mjs"),
      remembers + AGENT.replace('return "Hello.";', 'return third ? "It is $40." : "Hello.";'),
    );
    const comparison = await compare("intent@3", contextOf());
    expect(comparison.verdict).toBe("inconclusive");
    // All 18 greetings, and the dialogue that begins with one.
    expect(comparison.counts.flaky).toBe(19);
    expect(plain(comparison)).toContain("dialogues/sales/greets-0: pass, fail, pass");
  });

  test("calls dialogues errors where the candidate's agent dies half-way, and does not decide", async () => {
    await promoteFirst();
    const comparison = await compare("intent@5", contextOf());
    expect(comparison.verdict).toBe("inconclusive");
    expect(comparison.counts.errors).toBeGreaterThan(0);
    expect(plain(comparison)).toContain("errors (");
  });

  test("ends with the agent's last words where it does not start, and leaves nothing behind", async () => {
    await promoteFirst();
    await expect(compare("intent@4", contextOf())).rejects.toMatchObject({
      code: "DIALOGUES_AGENT_ENDED",
      message: expect.stringContaining("no such weights"),
      exit: 3,
    });
    expect(await server.client.get("/api/fettle/1/gate/comparisons")).toEqual({ comparisons: [] });
  });

  test("stopped half-way, ends both agents and keeps nothing", async () => {
    await promoteFirst();
    const told =
      'import { appendFileSync } from "node:fs"; appendFileSync("pids", process.pid + " ");';
    const deaf = AGENT.replace(
      'text.includes("hello")',
      'text.includes("hello") && wait()',
    ).replace("const reply", "const wait = () => { for (;;); };\nconst reply");
    writeFileSync(join(root, "agent.mjs"), told + deaf);
    const stop = new AbortController();
    const end = compare("intent@3", contextOf([], stop.signal)).catch((error: unknown) => error);
    const pids = (): number[] =>
      existsSync(join(root, "pids"))
        ? readFileSync(join(root, "pids"), "utf8").trim().split(" ").map(Number)
        : [];
    while (pids().length < 2) await systemClock.sleep(10);
    stop.abort(new Error("Ctrl-C"));
    await end;
    for (const pid of pids()) expect(await hasEnded(pid)).toBe(true);
    expect(await server.client.get("/api/fettle/1/dialogues/reports")).toEqual({ reports: [] });
  });

  test("says what is missing: a champion, another candidate, a version, a way to start the agent", async () => {
    await expect(compare("intent@2", contextOf())).rejects.toMatchObject({
      code: "GATE_CHAMPION_MISSING",
      hint: "fettle promote intent@2 makes it the first champion",
    });
    await promoteFirst();
    await expect(compare("intent@1", contextOf())).rejects.toMatchObject({
      code: "GATE_ALREADY_CHAMPION",
    });
    await expect(compare("intent@9", contextOf())).rejects.toMatchObject({
      code: "MODELS_VERSION_UNKNOWN",
    });
    await expect(compare("@", contextOf())).rejects.toMatchObject({ code: "GATE_REF_INVALID" });
    writeFileSync(join(root, "fettle.yaml"), "project: shop\n");
    await expect(compare("intent@2", contextOf())).rejects.toMatchObject({
      code: "GATE_AGENT_NOT_STARTABLE",
      exit: 2,
    });
  });
});
