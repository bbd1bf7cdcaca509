import { type ErrorTable, GROUND_ERRORS } from "#ground/errors";
import { MLFLOW_ERRORS } from "#ground/mlflow";
import { OBJECT_ERRORS } from "#ground/objects";
import { SEARCH_ERRORS } from "#ground/search";
import { ERRORS } from "./errors.ts";
import { slices } from "./slices.ts";

/** Every code that a person can meet, by whose it is: the floor's in one table, app's, then each slice's. */
export async function errorTables(): Promise<
  readonly { readonly name: string; readonly table: ErrorTable }[]
> {
  return [
    {
      name: "ground",
      table: { ...GROUND_ERRORS, ...MLFLOW_ERRORS, ...OBJECT_ERRORS, ...SEARCH_ERRORS },
    },
    { name: "app", table: ERRORS },
    ...(await Promise.all(
      slices.map(async ({ name, errors }) => ({ name, table: (await errors?.()) ?? {} })),
    )),
  ];
}
