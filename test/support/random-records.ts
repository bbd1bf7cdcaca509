import { random } from "#test/random";
import { sampleCase, sampleReport } from "#test/sample-report";

type Rec = { readonly type: string; readonly [fact: string]: unknown };
type MadeFile = {
  readonly owner: { readonly of: string; readonly id: string };
  readonly path: string;
  readonly text: string;
};

/** Names that a file system, a wire or a shell may stumble over. */
const ODD = [
  "a#b",
  "c\\d",
  "tab\tx",
  "new\nline",
  "%2F",
  "a:b",
  "ü/ö",
  "'q\" w",
  ".fettle/x",
  "x".repeat(200),
];

/** The records and files of a store that follows from a seed, in the order in which they can be taken. */
export function randomRecords(seed: number): {
  records: readonly Rec[];
  files: readonly MadeFile[];
} {
  const maker = makerOf(seed);
  addExperiments(maker);
  // There is always a run, whatever was thrown.
  if (maker.runs.length === 0) return randomRecords(seed + 1000);
  for (let i = maker.below(3); i >= 0; i -= 1) addModel(maker, `model ${i}`);
  const order = ["experiment", "run", "points", "logged-model", "registered-model", "version"];
  // What belongs to a higher slice comes after all of a lower one.
  const rank = ({ type }: Rec): number =>
    order.includes(type) ? 0 : type === "report" ? 1 : type === "decision" ? 2 : 3;
  const { records, files } = maker;
  return { records: records.toSorted((x, y) => rank(x) - rank(y)), files };
}

type Maker = ReturnType<typeof makerOf>;

function makerOf(seed: number) {
  const next = random(seed);
  const below = (most: number): number => Math.floor(next() * most);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const chance = (share: number): boolean => next() < share;
  const hex = (length: number): string =>
    Array.from({ length }, () => below(16).toString(16)).join("");
  let at = 1000;
  const tick = (): number => {
    at += 1 + below(1000);
    return at;
  };
  const pairs = (): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: below(4) }, (_, i) => [
        `${one(["lr", "deep/key", "ü k"])}${i}`,
        one(["", "0.1", "a\nb", "ä"]),
      ]),
    );
  const project = (): string => one(["shop", "prices"]);
  const records: Rec[] = [];
  const files: MadeFile[] = [];
  return {
    ...{ below, one, chance, hex, tick, pairs, project, records, files },
    lifecycle: (of = "active") => (of === "deleted" || chance(0.25) ? "deleted" : "active"),
    number: (): unknown => one([0, -1.5, 1e-300, 1e308, "NaN", "Infinity", "-Infinity"]),
    runs: [] as string[],
    addFiles(of: string, id: string): void {
      for (const path of new Set(Array.from({ length: below(4) }, () => one(ODD))))
        files.push({ owner: { of, id }, path, text: hex(below(40)) });
    },
    edge(from: object, to: object, relation: string): void {
      records.push({ type: "edge", project: project(), from, to, relation, at: tick() });
    },
  };
}

function addExperiments(maker: Maker): void {
  const { below, one, chance, hex, tick, pairs, project, records } = maker;
  const ids = new Set(Array.from({ length: 1 + below(4) }, () => 1 + below(1000)));
  for (const id of [...ids].sort((x, y) => x - y)) {
    const name = `${one(["intents", "a/b", "ü"])} ${id}`;
    const lifecycle = maker.lifecycle();
    records.push({
      ...{ type: "experiment", id: String(id), name, project: project(), lifecycle },
      ...{ createdAt: tick(), updatedAt: tick(), tags: pairs() },
    });
    for (let i = below(4); i > 0; i -= 1) addRun(maker, name, maker.lifecycle(lifecycle));
    if (chance(0.5)) continue;
    const model = `m-${hex(32)}`;
    records.push({
      ...{ type: "logged-model", id: model, experiment: name, project: project(), name: "net" },
      ...{ modelType: one(["", "torch"]), status: one(["PENDING", "READY", "UPLOAD_FAILED"]) },
      ...{ statusMessage: one(["", "no disk"]), lifecycle: maker.lifecycle(lifecycle) },
      ...{ createdAt: tick(), updatedAt: tick(), params: pairs(), tags: pairs(), points: [] },
    });
    maker.addFiles("logged-model", model);
  }
}

function addRun(maker: Maker, experiment: string, lifecycle: string): void {
  const { below, one, chance, hex, tick, pairs, project, records } = maker;
  const id = hex(32);
  const status = one(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]);
  maker.runs.push(id);
  records.push({
    ...{ type: "run", id, experiment, project: project(), name: `run ${id}`, user: "ada" },
    ...{ status, lifecycle, startedAt: tick(), params: pairs(), tags: pairs() },
    endedAt: ["RUNNING", "SCHEDULED"].includes(status) ? null : tick(),
    datasets: chance(0.3)
      ? [{ name: "train", digest: hex(8), sourceType: "local", source: "{}", tags: pairs() }]
      : [],
    ...{ modelInputs: [], modelOutputs: [] },
  });
  for (const key of ["loss", "val/f1", "k".repeat(250)].filter(() => chance(0.6))) {
    const points = Array.from({ length: 1 + below(30) }, (_, step) => [
      ...[step - 3, tick(), maker.number()],
    ]);
    records.push({ type: "points", run: id, key, points });
  }
  maker.addFiles("run", id);
  const itself = { kind: "run", id };
  if (chance(0.5)) maker.edge({ kind: "data", id: `x.csv@${hex(32)}` }, itself, "used");
  if (chance(0.3)) maker.edge({ kind: "run", id: "purged" }, itself, "resumed");
}

function addModel(maker: Maker, name: string): void {
  const { below, one, chance, tick, pairs, records } = maker;
  const project = maker.project();
  const isGone = chance(0.2);
  const last = 1 + below(4);
  records.push({
    ...{ type: "registered-model", name, description: one(["", "what\nit is"]), project },
    ...{ lifecycle: isGone ? "deleted" : "active", createdAt: tick(), updatedAt: tick() },
    ...{ tags: pairs(), lastVersion: last + below(2) },
  });
  const isDecided = !isGone && chance(0.6);
  for (let version = 1; version <= last; version += 1) {
    const isLast = version === last;
    const run = one(maker.runs);
    records.push({
      ...{ type: "version", id: `${name}@${version}`, model: name, version, description: "" },
      ...{ stage: one(["None", "Staging"]), project, createdAt: tick(), updatedAt: tick() },
      lifecycle: !isLast && chance(0.3) ? "deleted" : "active",
      ...{ user: "ada", run, source: `runs:/${run}/model`, tags: pairs() },
      ...(isLast && !isGone ? { aliases: isDecided ? ["best", "champion"] : ["best"] } : {}),
      ...(isLast && isDecided ? { decided: ["champion"] } : {}),
    });
  }
  if (isDecided) addDecision(maker, name, last, project);
}

function addDecision(maker: Maker, name: string, to: number, project: string): void {
  const { one, hex, tick, records } = maker;
  const [report, id] = [hex(32), hex(32)];
  records.push({
    ...{ type: "report", id: report },
    report: sampleReport(report, [sampleCase("greets", one(["pass", "fail"]))], {
      ...{ project, arm: { label: report, models: { [name]: to }, commit: null } },
      ...{ startedAt: tick(), endedAt: tick() },
    }),
  });
  records.push({
    ...{ type: "decision", id, aliases: ["champion"] },
    decision: {
      ...{ id, project, model: name, from: null, to, verdict: "none", comparisonId: null },
      ...{ override: true, reason: "it is better", user: "ada", at: tick() },
    },
  });
  maker.edge({ kind: "decision", id }, { kind: "model", id: `${name}@${to}` }, "promoted");
}
