export { type DatasetInput, logInputs, logOutputs } from "./log-inputs.ts";
export { recordModel } from "./record-model.ts";
