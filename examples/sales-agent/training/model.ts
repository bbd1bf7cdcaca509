import type { FeatureTable } from "./features.ts";
import { type LinearModel, linearPredictor, type Prediction } from "./linear.ts";
import { type Rule, rulesPredictor } from "./rules.ts";

export type { Prediction } from "./linear.ts";

export type ModelKind = "rules" | "bayes" | "logistic";

export type IntentModel = {
  kind: ModelKind;
  labels: string[];
  predict(text: string): Prediction;
};

type SavedFeatures = Omit<FeatureTable, "buckets" | "idf"> & { buckets: string; idf: string };

/** What model.json holds; numbers of a linear model are base64 of little-endian 32-bit values. */
export type SavedModel = { format: typeof FORMAT; version: typeof VERSION; labels: string[] } & (
  | { kind: "rules"; rules: Rule[] }
  | {
      kind: "bayes" | "logistic";
      features: SavedFeatures;
      weights: string;
      bias: string;
      temperature: number;
    }
);

const FORMAT = "tally-intent-model";
const VERSION = 1;

export function saveRules(rules: Rule[], labels: string[]): SavedModel {
  return { format: FORMAT, version: VERSION, kind: "rules", labels, rules };
}

export function saveLinear(kind: "bayes" | "logistic", model: LinearModel): SavedModel {
  const { shape, weighting, buckets, idf } = model.features;
  return {
    format: FORMAT,
    version: VERSION,
    kind,
    labels: model.labels,
    features: { shape, weighting, buckets: toBase64(buckets), idf: toBase64(idf) },
    weights: toBase64(model.weights),
    bias: toBase64(model.bias),
    temperature: model.temperature,
  };
}

/** The same model with its confidences on another scale; keyword rules have no scale to change. */
export function withTemperature(saved: SavedModel, temperature: number): SavedModel {
  return saved.kind === "rules" ? saved : { ...saved, temperature };
}

/** Takes what `JSON.parse` made of model.json. */
export function loadModel(json: unknown): IntentModel {
  const saved = checkFormat(json);
  const { kind, labels } = saved;
  if (saved.kind === "rules") return { kind, labels, predict: rulesPredictor(saved.rules, labels) };
  const features: FeatureTable = {
    ...saved.features,
    buckets: new Uint32Array(fromBase64(saved.features.buckets)),
    idf: new Float32Array(fromBase64(saved.features.idf)),
  };
  const weights = new Float32Array(fromBase64(saved.weights));
  const bias = new Float32Array(fromBase64(saved.bias));
  const { temperature } = saved;
  if (weights.length !== features.buckets.length * labels.length || bias.length !== labels.length) {
    throw new Error(
      `the model is damaged: expected ${features.buckets.length} x ${labels.length} weights, ` +
        `found ${weights.length}; train it again`,
    );
  }
  if (!(temperature > 0)) {
    throw new Error(
      `the model is damaged: expected a temperature above 0, found ${temperature}; train it again`,
    );
  }
  const linear: LinearModel = { labels, features, weights, bias, temperature };
  return { kind, labels, predict: linearPredictor(linear) };
}

function checkFormat(json: unknown): SavedModel {
  const saved = json as Partial<SavedModel> | null;
  if (saved === null || typeof saved !== "object" || saved.format !== FORMAT) {
    throw new Error(`not an intent model: expected "format": "${FORMAT}"; write one with train.ts`);
  }
  if (saved.version !== VERSION) {
    throw new Error(
      `intent model of version ${saved.version}: expected version ${VERSION}; train it again`,
    );
  }
  return saved as SavedModel;
}

function toBase64(numbers: Uint32Array | Float32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");
}

function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}
