import type { Reader } from "#ground/database";
import type { Tables } from "../../store/tables.ts";
import { type ModelRecord, modelRecord } from "./models.ts";

const OF_EXPERIMENT = "SELECT * FROM runs_model WHERE experiment = ? ORDER BY number";
/** All logged models of an experiment, also deleted ones, in the order in which they came. */
export async function selectModelsOf(db: Reader, experiment: number): Promise<ModelRecord[]> {
  return (await db.all<Tables["runs_model"]>(OF_EXPERIMENT, experiment)).map(modelRecord);
}
