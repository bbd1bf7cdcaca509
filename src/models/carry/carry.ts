import type { z } from "zod";
import type { ServerContext } from "#ground/server";
import {
  type CarriedRecord,
  type Carry,
  type LeftRecord,
  type Selection,
  type Taken,
  taken,
} from "#ground/slice";
import { touchModel } from "../store/change-model.ts";
import { selectModel } from "../store/select-models.ts";
import { deleteModel, deleteVersion } from "../trash/index.ts";
import { giveWebhooks, takeWebhook, webhookRecord } from "../webhooks/index.ts";
import { giveRegistered } from "./give-registered.ts";
import { RECORDS, type RegisteredRecord } from "./records.ts";
import { takeRegistered } from "./take-registered.ts";

const BY_IMPORT = { user: "", reason: "imported", aliases: "refuse", imported: true } as const;

/** What transfers carry of models. */
export const CARRY: Carry = {
  kinds: [
    {
      name: "registered-model",
      title: "registered model",
      schema: RECORDS["registered-model"],
      key: "name",
      trash: (context, name) => deleteModel(context, { name, ...BY_IMPORT }),
    },
    {
      name: "version",
      title: "model version",
      schema: RECORDS.version,
      key: "id",
      thing: { kind: "model", id: ({ model, version }) => `${model}@${version}` },
      async trash(context, id) {
        const [, name = "", version = ""] = /^(.+)@(\d+)$/.exec(id) ?? [];
        const model = await selectModel(context.database, name);
        if (model === undefined) return;
        await deleteVersion(context, { name, version: Number(version), ...BY_IMPORT });
        // The model was changed last where it comes from.
        await context.database.write((tx) => touchModel(tx, name, model.updated_at));
      },
    },
    { name: "webhook", title: "webhook", schema: webhookRecord, key: "id" },
  ],
  give: async (context, selection) => ({ records: giveAll(context, selection) }),
  take: takeAll,
};

async function* giveAll(
  context: ServerContext,
  selection: Selection,
): AsyncIterable<CarriedRecord | LeftRecord> {
  const { experiment, filter } = selection;
  // Models and webhooks belong to no run.
  if (experiment !== undefined || filter !== undefined) return;
  yield* giveRegistered(context, selection);
  yield* giveWebhooks(context, selection);
}

/** Writes asked for together share one commit, in this order. */
function takeAll(
  context: ServerContext,
  records: readonly CarriedRecord[],
  project: string,
): Promise<readonly Taken[]> {
  return Promise.all(
    records.map((record) => taken(() => takeOne(context, record as unknown as Given, project))),
  );
}

type Given = RegisteredRecord | z.infer<typeof webhookRecord>;

function takeOne(context: ServerContext, record: Given, project: string): Promise<Taken> {
  return record.type === "webhook"
    ? takeWebhook(context, record)
    : takeRegistered(context, record, project);
}
