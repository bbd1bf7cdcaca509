import { z } from "zod";
import type { ServerContext } from "#ground/server";
import {
  type CarriedRecord,
  type Carry,
  type LeftRecord,
  type Selection,
  type Taken,
  taken,
} from "#ground/slice";
import { EVENTS } from "./model.ts";
import { insertNotice, selectNotice, selectNotices } from "./store/notices.ts";

const text = (max: number) => z.string().min(1).max(max);

const noticeRecord = z.object({
  type: z.literal("notice"),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  project: text(250),
  experiment: text(500).nullable(),
  on: z.array(z.enum(EVENTS)).min(1),
  /** Shortened: the address itself may be a secret, and is not carried. */
  url: text(2100),
  slack: z.boolean(),
  link: z.url({ protocol: /^https?$/ }).nullable(),
  user: z.string().max(1000),
  createdAt: z.number().int().min(0),
});

/** What transfers carry of notices: who was told of what, without the address. */
export const CARRY: Carry = {
  kinds: [{ name: "notice", title: "notice", schema: noticeRecord, key: "id" }],
  give: async (context, selection) => ({ records: giveNotices(context, selection) }),
  take: (context, records) =>
    Promise.all(
      records.map((record) =>
        taken(() => takeNotice(context, record as unknown as z.infer<typeof noticeRecord>)),
      ),
    ),
};

/** Those of a project or of all; none where runs are asked for, to which no notice belongs. */
async function* giveNotices(
  context: ServerContext,
  { project, experiment, filter, wants }: Selection,
): AsyncIterable<CarriedRecord | LeftRecord> {
  if (experiment !== undefined || filter !== undefined || !wants("notice")) return;
  const all = await selectNotices(context.database.aside, project);
  for (const { sealed: _, toldAt: _at, problem: _problem, ...facts } of all)
    yield { type: "notice", ...facts };
  const what = "addresses of notices, which may be secrets";
  if (all.length > 0) yield { type: "left", what, count: all.length, told: true };
}

/** Takes a notice in, which tells nobody until it is added again with its address; one of its id that is here stays. */
async function takeNotice(
  context: ServerContext,
  { type: _, ...facts }: z.infer<typeof noticeRecord>,
): Promise<Taken> {
  const short = facts.id.slice(0, 8);
  const problem = `its address was not carried: fettle notices add URL, then fettle notices remove ${short}`;
  const isNew = await context.database.write(async (tx) => {
    if ((await selectNotice(tx, facts.id)) !== undefined) return false;
    await insertNotice(tx, { ...facts, sealed: "", toldAt: null, problem });
    return true;
  });
  if (!isNew) return { outcome: "same" };
  return { outcome: "new", note: `notice ${short} to ${facts.url} tells nobody: ${problem}` };
}
