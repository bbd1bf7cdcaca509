import type { CaseResult, TurnResult } from "../../../src/dialogues/model.ts";
import type { PageServer } from "./page-server.ts";
import { idOf, type SeededRun } from "./seed-runs.ts";

const API = "/api/fettle/1";
const SUITE = "5".repeat(64);

const TITLES = [
  "price objection then trial",
  "greeting and small talk",
  "opt out",
  "out of scope",
  "typo in the product name",
  "repeated question from the cache",
  "change of mind",
  "hand over to a person",
  "quote for twenty seats",
  "discount refused",
  "trial without card",
  "invoice address",
  "data protection",
  "competitor named",
  "angry customer",
  "two questions at once",
  "language switch",
  "cancel subscription",
  "upgrade plan",
  "seat count changes",
  "thanks and goodbye",
  "late invoice",
];

type Seeded = { readonly id: string; readonly candidate: number };

/** Two registered versions, the champion's two reports and the candidate's, compared by the server. */
export async function seedComparison(
  server: PageServer,
  options: {
    readonly n: number;
    readonly model: string;
    readonly runs: readonly [SeededRun, SeededRun];
    /** Indexes of the cases that the candidate breaks and that it fixes. */
    readonly broken: readonly number[];
    readonly fixed: readonly number[];
  },
): Promise<Seeded> {
  const { n, model, runs } = options;
  const versions: number[] = [];
  for (const [i, run] of runs.entries()) {
    const { version } = await server.post<{ version: number }>(`${API}/models/${model}/versions`, {
      requestId: idOf("reg", n * 10 + i),
      project: "sales-agent",
      runId: run.id,
    });
    versions.push(version);
  }
  const [champion, candidate] = versions as [number, number];
  const reports: string[] = [];
  for (const [i, version] of [champion, champion, candidate].entries()) {
    const isCandidate = i === 2;
    const cases = TITLES.map((title, at) => {
      const fails = isCandidate ? options.broken.includes(at) : options.fixed.includes(at);
      return caseOf(title, at, fails, isCandidate);
    });
    reports.push(await sendReport(server, idOf("rep", n * 10 + i), model, version, cases));
  }
  const { id } = await server.post<{ id: string }>(`${API}/gate/comparisons`, {
    id: idOf("cmp", n),
    project: "sales-agent",
    model,
    champion,
    candidate,
    reports,
  });
  return { id, candidate };
}

async function sendReport(
  server: PageServer,
  id: string,
  model: string,
  version: number,
  cases: readonly CaseResult[],
): Promise<string> {
  const fail = cases.filter(({ outcome }) => outcome === "fail").length;
  await server.post(`${API}/dialogues/reports`, {
    id,
    project: "sales-agent",
    suite: SUITE,
    arm: { label: `${model}@${version}`, models: { [model]: version }, commit: null },
    startedAt: Date.now() - 2000,
    endedAt: Date.now(),
    counts: { pass: cases.length - fail, fail, error: 0, flaky: 0, total: cases.length },
    cases,
  });
  return id;
}

/** A case of three turns; one that fails goes wrong in the second, where another stage answers. */
function caseOf(title: string, at: number, fails: boolean, isCandidate: boolean): CaseResult {
  const slug = title.replaceAll(" ", "-");
  return {
    id: `dialogues/sales/${slug}`,
    dialogue: title,
    file: `dialogues/sales-${1 + (at % 3)}.yaml`,
    line: 3 + at * 14,
    tags: ["pricing"],
    mustPass: at !== 12,
    outcome: fails ? "fail" : "pass",
    turns: [opening(), quote(fails, isCandidate), farewell()],
    after: [
      {
        id: "after.state",
        kind: "state",
        pass: true,
        expected: "lead.stage is trial",
        actual: "trial",
      },
    ],
    ms: 84,
  };
}

function opening(): TurnResult {
  return {
    user: "Good morning! Are you a person?",
    messages: ["Hello! I am the sales assistant. I can quote prices and start a trial for you."],
    route: "greeting",
    calls: [],
    stages: [
      { name: "preprocessing", ms: 0.2 },
      { name: "heuristics", ms: 0.1, answered: true, note: "greeting" },
    ],
    answeredBy: "heuristics",
    ms: 4,
    checks: [
      { id: "1.route", kind: "route", pass: true, expected: "greeting", actual: "greeting" },
    ],
  };
}

function quote(fails: boolean, isCandidate: boolean): TurnResult {
  const pass = !fails;
  return {
    user: "How much is it for 20 seats, and can I try it first?",
    messages: pass
      ? [
          "For 20 seats it is $480 a month. You can try it free for 14 days; shall I start the trial?",
        ]
      : [
          "For so many seats I have to ask. You can try it free for 14 days; shall I start the trial?",
        ],
    route: pass ? "price" : "fallback",
    calls: pass ? [{ name: "get_quote", arguments: { seats: 20, plan: "team" } }] : [],
    state: { lead: { stage: pass ? "quoted" : "new" } },
    cache: isCandidate ? "miss" : "hit",
    stages: [
      { name: "preprocessing", ms: 0.3 },
      { name: "heuristics", ms: 0.1 },
      { name: "cache", ms: 0.05, note: isCandidate ? "miss" : "hit" },
      pass
        ? { name: "model", ms: 2.4, answered: true, note: "price 0.91" }
        : { name: "model", ms: 2.6, note: "price 0.41, below 0.6" },
      ...(pass ? [] : [{ name: "fallback", ms: 0.1, answered: true }]),
    ],
    answeredBy: pass ? "model" : "fallback",
    ms: pass ? 18 : 21,
    checks: [
      {
        id: "2.route",
        kind: "route",
        pass,
        expected: "price",
        actual: pass ? "price" : "fallback",
      },
      {
        id: "2.contains",
        kind: "contains",
        pass,
        expected: 'the reply contains "$"',
        actual: pass ? "it does" : '"For so many seats I have to ask."',
      },
      {
        id: "2.calls",
        kind: "calls",
        pass,
        expected: "get_quote(seats: 20)",
        actual: pass ? "get_quote(seats: 20, plan: team)" : "no call",
      },
    ],
  };
}

function farewell(): TurnResult {
  return {
    user: "Yes please, thanks.",
    messages: ["Your trial runs for 14 days. Goodbye!"],
    route: "trial",
    calls: [],
    cache: "miss",
    stages: [
      { name: "preprocessing", ms: 0.2 },
      { name: "model", ms: 2.1, answered: true, note: "trial 0.97" },
    ],
    answeredBy: "model",
    ms: 15,
    checks: [
      { id: "3.within", kind: "within", pass: true, expected: "within 800 ms", actual: "15 ms" },
    ],
  };
}
