export { type DatasetInput, logInputs, logOutputs } from "./log-inputs.ts";
export { recordModel } from "./record-model.ts";
export {
  insertInput,
  insertModelInput,
  internDataset,
  type RunInputs,
  selectDatasetUses,
  selectInputs,
  upsertInputTag,
  upsertOutput,
} from "./store/inputs.ts";
