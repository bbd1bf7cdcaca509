import type { ServerContext } from "#ground/server";
import { type CarriedRecord, type Carry, type Taken, taken } from "#ground/slice";
import { giveRegistered } from "./give-registered.ts";
import { RECORDS, type RegisteredRecord } from "./records.ts";
import { takeRegistered } from "./take-registered.ts";

/** What transfers carry of models. */
export const CARRY: Carry = {
  kinds: [
    {
      name: "registered-model",
      title: "registered model",
      schema: RECORDS["registered-model"],
      key: "name",
    },
    {
      name: "version",
      title: "model version",
      schema: RECORDS.version,
      thing: { kind: "model", id: ({ model, version }) => `${model}@${version}` },
    },
  ],
  give: async (context, selection) => ({ records: giveRegistered(context, selection) }),
  take: takeAll,
};

/** Writes asked for together share one commit, in this order. */
function takeAll(
  context: ServerContext,
  records: readonly CarriedRecord[],
  project: string,
): Promise<readonly Taken[]> {
  return Promise.all(
    records.map((record) =>
      taken(() => takeRegistered(context, record as unknown as RegisteredRecord, project)),
    ),
  );
}
