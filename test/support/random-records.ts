import { addKept } from "#test/random-kept";
import { type MadeFile, type Maker, makerOf, type Rec } from "#test/random-maker";
import { addModel } from "#test/random-models";

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
  addKept(maker);
  // What belongs to a higher slice comes after all of a lower one, and what ties things together last.
  const higher = ["report", "comparison", "decision", "notice", "edge", "trashed-artifact"];
  const rank = ({ type }: Rec): number => higher.indexOf(type);
  const { records, files } = maker;
  return { records: records.toSorted((x, y) => rank(x) - rank(y)), files };
}

function addExperiments(maker: Maker): void {
  const { below, one, chance, hex, tick, pairs, project, records } = maker;
  if (chance(0.5))
    records.push({
      ...{ type: "experiment", id: "0", name: "Default", project: "default", lifecycle: "active" },
      ...{ createdAt: tick(), updatedAt: tick(), tags: pairs() },
    });
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
      ...{ createdAt: tick(), updatedAt: tick(), params: pairs(), tags: pairs() },
      points: maker.runs.slice(-2).map((run, step) => ({
        ...{ run, key: "auc", step, at: tick(), value: maker.number() },
        ...(chance(0.5) ? { dataset: { name: "train", digest: hex(8) } } : {}),
      })),
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
    modelInputs: chance(0.3) ? [`m-${hex(32)}`] : [],
    modelOutputs: chance(0.3) ? [{ id: `m-${hex(32)}`, step: below(9) }] : [],
    ...(status === "RUNNING" && lifecycle === "active" && chance(0.5) ? { lostAt: tick() } : {}),
    recorded: {
      ...{ command: ["python", "train.py"], folder: "src", commit: hex(40), branch: "main" },
      ...{ dirty: chance(0.5), notebook: one([null, "01-look.ipynb"]) },
      ...{ exitCode: status === "FAILED" ? 1 : null, data: [] },
    },
    ...(chance(0.4)
      ? {
          texts: {
            patch: JSON.stringify({
              ...{ text: `- ${hex(4)}`, cut: false, redacted: false },
              ...{ untracked: [], untrackedTotal: 0 },
            }),
          },
        }
      : {}),
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
