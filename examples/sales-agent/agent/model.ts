import { type IntentModel, loadModel, type Prediction } from "../training/model.ts";
import type { Message } from "./preprocessing.ts";

export type { Prediction } from "../training/model.ts";

/** The intent model that serves now, and which version of it. */
export type LoadedIntent = {
  readonly name: string;
  readonly version: number;
  readonly model: IntentModel;
};

/** What the agent needs of `fettle/client`'s loaded version. */
export type Version = {
  readonly name: string;
  readonly version: number;
  file(path: string): Promise<Uint8Array>;
};

/** Reads a version's `model.json`, which train.ts logged under `model`. */
export async function loadIntent(version: Version): Promise<LoadedIntent> {
  const bytes = await version.file("model.json");
  const model = loadModel(JSON.parse(new TextDecoder().decode(bytes)));
  return { name: version.name, version: version.version, model };
}

export function predictIntent(message: Message, { model }: LoadedIntent): Prediction {
  return model.predict(message.text);
}

export function describePrediction({ intent, confidence }: Prediction): string {
  return `${intent} ${confidence.toFixed(2)}`;
}
