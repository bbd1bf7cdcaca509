import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type CaseResult, loadSuite, runSuite, type Suite } from "../../../src/dialogues/index.ts";
import { systemClock } from "../../../src/ground/clock/index.ts";
import { calibrate } from "../training/calibrate.ts";
import { type Dataset, readDataset } from "../training/dataset.ts";
import { predictHeldOut, summarise } from "../training/evaluate.ts";
import { loadModel, type ModelKind, type SavedModel, withTemperature } from "../training/model.ts";
import { tokens } from "../training/text.ts";
import { EPOCHS_DEFAULT, trainModel } from "../training/train-model.ts";
import { createAgentServer } from "./http.ts";
import { CONFIDENCE_MIN } from "./threshold.ts";

// The story that the README and `fettle demo` tell, with the dialogues as they are: better numbers that
// break conversations, and better numbers that don't.

const root = join(import.meta.dirname, "..");
const dataset = readDataset(join(root, "data/intents.csv"));

type Trained = {
  saved: SavedModel;
  accuracy: number;
  /** Shares of the held-out rows: asked back, and answered wrongly. */
  asked: number;
  misled: number;
};

/** As `train.ts --model KIND` and, where asked for, `--calibrate` would. */
function train(kind: ModelKind, calibrated = false): Trained {
  const fit = (part: Dataset) =>
    trainModel(part, { model: kind, epochs: EPOCHS_DEFAULT, seed: 1, calibrate: calibrated });
  const heldOut = predictHeldOut(dataset, {
    folds: 5,
    seed: 1,
    train: (part) => loadModel(fit(part)),
  });
  const { accuracy } = summarise(dataset, heldOut.predictions);
  const { temperature, predictions } = calibrated
    ? calibrate(dataset, heldOut)
    : { temperature: 1, predictions: heldOut.predictions };
  const sure = predictions.map(({ confidence }) => confidence >= CONFIDENCE_MIN);
  const misled = predictions.filter(
    ({ intent }, row) => sure[row] && intent !== dataset.labels[dataset.targets[row] ?? 0],
  );
  return {
    saved: withTemperature(fit(dataset), temperature),
    accuracy,
    asked: sure.filter((one) => !one).length / sure.length,
    misled: misled.length / sure.length,
  };
}

const champion = train("rules");
const flashy = train("bayes");
const sound = train("logistic", true);

let suite: Suite;
let cases: Record<"champion" | "again" | "flashy" | "sound", readonly CaseResult[]>;

async function play(saved: SavedModel, version: number): Promise<readonly CaseResult[]> {
  const intent = { name: "intent", version, model: loadModel(saved) };
  const server = createAgentServer(() => intent);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  try {
    const report = await runSuite({
      suite,
      agentUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      arm: { label: `intent@${version}`, models: { intent: version }, commit: null },
      project: "sales-agent",
      clock: systemClock,
      signal: new AbortController().signal,
      parallel: 8,
      timeoutMs: 10_000,
    });
    return report.cases;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

beforeAll(async () => {
  suite = await loadSuite(root, { files: "dialogues/**/*.{yaml,yml}" });
  cases = {
    champion: await play(champion.saved, 1),
    again: await play(champion.saved, 1),
    flashy: await play(flashy.saved, 2),
    sound: await play(sound.saved, 3),
  };
});

function failing(results: readonly CaseResult[]): string[] {
  return results.filter(({ outcome }) => outcome !== "pass").map(({ id }) => shortId(id));
}

function shortId(id: string): string {
  return id.replace("dialogues/", "");
}

const BASELINE_FAILS = [
  "opt-out/declining-is-not-opting-out#2",
  "trial-and-demo/demo#2",
  "typos/price-with-typing-errors",
];

test("every candidate has a better accuracy than the champion", () => {
  expect(champion.accuracy).toBeLessThan(0.7);
  expect(flashy.accuracy).toBeGreaterThan(0.85);
  expect(sound.accuracy).toBeGreaterThan(flashy.accuracy);
});

test("on held-out rows, naive Bayes never asks and misleads most, logistic regression asks too much, calibrated neither", () => {
  expect(flashy.asked).toBeLessThan(0.02);
  expect(flashy.misled).toBeGreaterThan(0.13);
  expect(train("logistic").asked).toBeGreaterThan(0.3);
  expect(sound.asked).toBeLessThan(0.2);
  expect(sound.misled).toBeLessThan(0.06);
});

test("the baseline fails the same three conversations each time: paraphrases and typing errors", () => {
  expect(failing(cases.champion)).toEqual(BASELINE_FAILS);
  expect(failing(cases.again)).toEqual(BASELINE_FAILS);
});

test("naive Bayes mends these three and breaks six", () => {
  expect(failing(cases.flashy)).toEqual([
    "change-of-mind/cancels-and-stays-after-all",
    "hand-over/two-messages-that-nobody-understands",
    "hand-over/takes-the-offered-colleague",
    "out-of-scope/a-parcel-that-is-not-ours",
    "out-of-scope/the-way-to-the-office",
    "trial-and-demo/trial#2",
  ]);
});

test("four of the six break because naive Bayes is sure where the product promises to ask", () => {
  const overridden = cases.flashy.flatMap((result, at) => {
    const turn = result.turns.findIndex(({ checks }) => checks.some(({ pass }) => !pass));
    const before = cases.champion[at]?.turns[turn]?.answeredBy;
    const now = result.turns[turn]?.answeredBy;
    return before === "threshold" && now === "model" ? [shortId(result.id)] : [];
  });
  expect(overridden).toEqual([
    "hand-over/two-messages-that-nobody-understands",
    "hand-over/takes-the-offered-colleague",
    "out-of-scope/a-parcel-that-is-not-ours",
    "out-of-scope/the-way-to-the-office",
  ]);
});

test("calibrated logistic regression mends the three and breaks none", () => {
  expect(failing(cases.sound)).toEqual([]);
});

test("the same logistic regression, not calibrated, asks back too much to be promoted", async () => {
  const played = await play(withTemperature(sound.saved, 1), 4);
  const broken = failing(played).filter((id) => !BASELINE_FAILS.includes(id));
  expect(broken.length).toBeGreaterThan(2);
});

test("no customer in a dialogue says what a training row says", () => {
  const plain = (text: string) =>
    tokens(text)
      .filter((word) => /\w/.test(word))
      .join(" ");
  const rows = new Set(dataset.texts.map(plain));
  const copied = suite.cases
    .flatMap(({ turns }) => turns.map(({ user }) => user))
    .filter((text) => rows.has(plain(text)));
  expect(copied).toEqual([]);
});
