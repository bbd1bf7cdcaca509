import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { calibrate } from "./training/calibrate.ts";
import { type Dataset, readDataset, relabel } from "./training/dataset.ts";
import {
  confusionCsv,
  type Evaluation,
  evaluate,
  predictHeldOut,
  quantile,
  summarise,
  worstConfusions,
} from "./training/evaluate.ts";
import { loadModel, type ModelKind, type SavedModel, withTemperature } from "./training/model.ts";
import { openRecord, type RunRecord } from "./training/record.ts";
import {
  EPOCHS_DEFAULT,
  type TrainOptions,
  trainModel,
  trainParams,
} from "./training/train-model.ts";

const USAGE = `node train.ts --model rules|bayes|logistic [--data data/intents.csv] [--out model]
node train.ts --model bayes|logistic --train FILE --test FILE [--out model]
  --data   five-fold cross-validated accuracy, then the final model on all rows
  --train  --test  accuracy on rows held out in a file of their own
  --calibrate  put the confidences on the scale of what they mean (bayes, logistic)
  --epochs N  passes over the rows (logistic; ${EPOCHS_DEFAULT})    --seed N  (1)`;

const FOLDS = 5;

type Input = {
  options: TrainOptions & { calibrate: boolean };
  out: string;
  data: { path: string } | { train: string; test: string };
};

function parseInput(argv: string[]): Input {
  const { values } = parseArgs({
    args: argv,
    options: {
      model: { type: "string" },
      data: { type: "string" },
      train: { type: "string" },
      test: { type: "string" },
      calibrate: { type: "boolean", default: false },
      out: { type: "string", default: "model" },
      epochs: { type: "string", default: String(EPOCHS_DEFAULT) },
      seed: { type: "string", default: "1" },
    },
  });
  const { data, train, test } = values;
  if ((train === undefined) !== (test === undefined)) {
    throw new Error("--train and --test go together: expected both or neither");
  }
  if (train !== undefined && data !== undefined) {
    throw new Error("--data and --train are two ways to say the same: expected one of them");
  }
  const model = parseKind(values.model);
  if (values.calibrate && model === "rules") {
    throw new Error("--calibrate --model rules: keyword rules have no confidences to calibrate");
  }
  return {
    options: {
      model,
      calibrate: values.calibrate,
      epochs: parseCount("--epochs", values.epochs, 1),
      seed: parseCount("--seed", values.seed, 0),
    },
    out: values.out,
    data:
      train !== undefined && test !== undefined
        ? { train, test }
        : { path: data ?? "data/intents.csv" },
  };
}

function parseKind(text: string | undefined): ModelKind {
  if (text === "rules" || text === "bayes" || text === "logistic") return text;
  throw new Error(`--model ${text ?? "is missing"}: expected rules, bayes or logistic`);
}

function parseCount(flag: string, text: string, least: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= 0xffffffff) return count;
  throw new Error(`${flag} ${text}: expected a whole number of at least ${least}`);
}

type Trained = { saved: SavedModel; evaluation: Evaluation; how: string; temperature: number };

function trainAndEvaluate({ options, data }: Input, record: RunRecord): Trained {
  const dataset = readDataset("path" in data ? data.path : data.train);
  const test = "path" in data ? undefined : relabel(readDataset(data.test), dataset.labels);
  record.logParams(trainParams(dataset, options));
  const trained = trainModel(dataset, {
    ...options,
    onEpoch: ({ epoch, loss, trainAccuracy }) =>
      record.logMetrics({ loss, train_accuracy: trainAccuracy }, epoch),
  });
  const train = (part: Dataset) => loadModel(trainModel(part, options));
  // Five more trainings, which a test on rows of its own needs only for the temperature.
  const heldOut =
    test === undefined || options.calibrate
      ? predictHeldOut(dataset, { folds: FOLDS, seed: options.seed, train })
      : { predictions: [], folds: [] };
  const { temperature, predictions } = options.calibrate
    ? calibrate(dataset, heldOut)
    : { temperature: 1, predictions: heldOut.predictions };
  const saved = withTemperature(trained, temperature);
  if (test !== undefined) {
    const how = `on ${test.texts.length} held-out rows`;
    return { saved, temperature, how, evaluation: evaluate(loadModel(saved), test) };
  }
  const how = `${FOLDS}-fold on ${dataset.texts.length} rows`;
  return { saved, temperature, how, evaluation: summarise(dataset, predictions) };
}

async function train(input: Input): Promise<void> {
  const record = await openRecord({
    runId: process.env["FETTLE_RUN_ID"],
    warn: (line) => process.stderr.write(`${line}\n`),
  });
  try {
    const trained = trainAndEvaluate(input, record);
    await keep(trained, input.out, record);
    process.stdout.write(summary(input, trained));
  } finally {
    // A failed attempt keeps the epochs it reached.
    await record.finish();
  }
}

async function keep({ saved, evaluation, temperature }: Trained, out: string, record: RunRecord) {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "model.json"), JSON.stringify(saved));
  writeFileSync(join(out, "confusion.csv"), confusionCsv(evaluation));
  const { accuracy, macroF1, calibrationError } = evaluation;
  record.logMetrics({ accuracy, macro_f1: macroF1, calibration_error: calibrationError });
  if (temperature !== 1) record.logMetrics({ temperature });
  await record.logArtifact(join(out, "model.json"), "model");
  await record.logArtifact(join(out, "confusion.csv"));
}

function summary({ options, out }: Input, { evaluation, how, temperature }: Trained): string {
  const { accuracy, macroF1, confidences, calibrationError, labels } = evaluation;
  const { user, system } = process.cpuUsage();
  const mistakes = worstConfusions(evaluation, 3).map(
    ({ actual, predicted, rows }) => `${actual} taken for ${predicted} (${rows})`,
  );
  return [
    `${options.model}, ${labels.length} labels, ${how}`,
    `accuracy    ${accuracy.toFixed(4)}`,
    `macro F1    ${macroF1.toFixed(4)}`,
    `confidence  median ${quantile(confidences, 0.5).toFixed(2)}, ` +
      `10th percentile ${quantile(confidences, 0.1).toFixed(2)}, ` +
      `off by ${calibrationError.toFixed(2)}` +
      (options.calibrate ? ` after calibration at temperature ${temperature}` : ""),
    `mistakes    ${mistakes.length === 0 ? "none" : mistakes.join(", ")}`,
    `CPU         ${((user + system) / 1e6).toFixed(1)} s`,
    `written     ${join(out, "model.json")}, ${join(out, "confusion.csv")}`,
    "",
  ].join("\n");
}

function usable(argv: string[]): Input | undefined {
  try {
    return parseInput(argv);
  } catch (error) {
    complain(`${messageOf(error)}\n\n${USAGE}`);
    return undefined;
  }
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 2;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const input = usable(process.argv.slice(2));
if (input !== undefined) await train(input).catch((error) => complain(messageOf(error)));
