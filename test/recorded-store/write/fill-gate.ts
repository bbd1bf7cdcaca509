import { done, madeId, type World } from "./world.ts";

const GATE = "/api/fettle/1/gate";
type Outcome = "pass" | "fail" | "error" | "flaky";

/** Reports of dialogues, comparisons with every verdict, and decisions, one of them against the gate. */
export async function fillGate(world: World): Promise<void> {
  const promote = (id: number, version: number, more: object = {}) =>
    done(world, "POST", `${GATE}/promote`, {
      id: madeId("de", id),
      project: "shop",
      model: "intent",
      version,
      ...more,
    });
  const compare = async (id: number, candidate: number, outcomes: readonly Outcome[]) => {
    const reports: string[] = [];
    for (const [i, outcome] of outcomes.entries())
      reports.push(await keepReport(world, 10 * id + i, i < 2 ? 1 : candidate, outcome));
    await done(world, "POST", `${GATE}/comparisons`, {
      id: madeId("c0", id),
      project: "shop",
      model: "intent",
      champion: 1,
      candidate,
      reports,
    });
  };
  await promote(1, 1);
  await compare(1, 2, ["pass", "pass", "fail"]);
  await compare(2, 2, ["pass", "flaky", "error"]);
  await compare(3, 3, ["fail", "fail", "pass"]);
  await promote(2, 3);
  await promote(3, 2, { override: true, reason: "the case is outdated" });
}

async function keepReport(
  world: World,
  number: number,
  version: number,
  first: Outcome,
): Promise<string> {
  const id = madeId("4e", number);
  const cases = Array.from({ length: 20 }, (_, i) => caseOf(i, i === 0 ? first : "pass"));
  const count = (outcome: Outcome) => cases.filter((one) => one.outcome === outcome).length;
  await done(world, "POST", "/api/fettle/1/dialogues/reports", {
    id,
    project: "shop",
    suite: "5".repeat(64),
    arm: { label: `intent@${version}`, models: { intent: version }, commit: "abc" },
    startedAt: world.clock.now() - 5000,
    endedAt: world.clock.now(),
    counts: {
      pass: count("pass"),
      fail: count("fail"),
      error: count("error"),
      flaky: count("flaky"),
      total: cases.length,
    },
    cases,
  });
  return id;
}

function caseOf(i: number, outcome: Outcome) {
  const check = {
    id: "1.1",
    kind: "contains",
    pass: outcome === "pass",
    expected: "contains “price”",
    actual: outcome === "pass" ? "The price is 3." : "Hello.",
  };
  return {
    id: `sales/case-${i}`,
    dialogue: `sales/case-${i}`,
    file: `dialogues/sales/case-${i}.yaml`,
    line: i + 1,
    tags: i === 3 ? ["may-fail"] : [],
    mustPass: i !== 3,
    outcome,
    turns:
      i > 1
        ? []
        : [
            {
              user: "What does it cost?",
              messages: ["The price is 3."],
              route: "price",
              calls: [{ name: "price", arguments: { item: "soap" } }],
              state: { item: "soap" },
              cache: "miss",
              stages: [
                { name: "rules", ms: 1, note: "no rule" },
                { name: "intent", ms: 12.5, answered: true },
              ],
              answeredBy: "intent",
              ms: 14,
              checks: [check],
            },
          ],
    after: [],
    ...(outcome === "error" ? { error: "the agent did not answer" } : {}),
    ms: 14 + i,
    ...(outcome === "flaky" ? { repeat: { times: 3, passed: 2, need: 3 } } : {}),
  };
}
