import { BAYES_FEATURES, trainBayes } from "./bayes.ts";
import type { Dataset } from "./dataset.ts";
import { type Epoch, LOGISTIC_DEFAULTS, LOGISTIC_FEATURES, trainLogistic } from "./logistic.ts";
import { type ModelKind, type SavedModel, saveLinear, saveRules } from "./model.ts";
import { checkRuleLabels, SALES_RULES } from "./rules.ts";

export type TrainOptions = {
  model: ModelKind;
  epochs: number;
  seed: number;
  /** Put confidences on the scale of what they mean; `trainParams` reports it, train.ts does it. */
  calibrate?: boolean;
  onEpoch?: (epoch: Epoch) => void;
};

export const EPOCHS_DEFAULT = LOGISTIC_DEFAULTS.epochs;

export function trainModel(dataset: Dataset, options: TrainOptions): SavedModel {
  if (options.model === "rules") {
    checkRuleLabels(SALES_RULES, dataset.labels);
    return saveRules(SALES_RULES, dataset.labels);
  }
  if (options.model === "bayes") return saveLinear("bayes", trainBayes(dataset));
  return saveLinear("logistic", trainLogistic(dataset, { ...LOGISTIC_DEFAULTS, ...options }));
}

/** What a run must say so that somebody else can repeat it. */
export function trainParams(dataset: Dataset, options: TrainOptions) {
  const { model, seed } = options;
  const params = { model, seed, rows: dataset.texts.length, labels: dataset.labels.length };
  if (model === "rules") return { ...params, features: "keywords" };
  const { shape, weighting } = model === "bayes" ? BAYES_FEATURES : LOGISTIC_FEATURES;
  const features = `words 1-${shape.words}, characters ${shape.charactersMin}-${shape.charactersMax}, ${weighting}`;
  const calibrated = options.calibrate === true;
  if (model === "bayes") return { ...params, features, calibrated };
  const { learningRate, labelSmoothing } = LOGISTIC_DEFAULTS;
  return {
    ...params,
    features,
    calibrated,
    epochs: options.epochs,
    learning_rate: learningRate,
    label_smoothing: labelSmoothing,
  };
}
