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
import type { Edge } from "./model.ts";
import { insertEdge } from "./store/insert-edge.ts";
import { selectEdges } from "./store/select-edges.ts";

const thing = z.object({ kind: z.string().min(1).max(50), id: z.string().min(1).max(5000) });

const edgeRecord = z.object({
  type: z.literal("edge"),
  project: z.string().min(1).max(250),
  from: thing,
  to: thing,
  relation: z.string().min(1).max(100),
  at: z.number().int().min(0),
});

/** What transfers carry of lineage: the edges between what they carry. */
export const CARRY: Carry = {
  kinds: [{ name: "edge", title: "edge of lineage", schema: edgeRecord }],
  ties: true,
  give: async (context, selection) => ({ records: giveEdges(context, selection) }),
  take: (context, records) =>
    Promise.all(records.map((record) => taken(() => takeEdge(context, record)))),
};

/** Edges of what was given; those of things that stay behind stay with them. */
async function* giveEdges(
  context: ServerContext,
  selection: Selection,
): AsyncIterable<CarriedRecord | LeftRecord> {
  if (!selection.wants("edge")) return;
  const isPart = selection.filter !== undefined || selection.experiment !== undefined;
  let left = 0;
  for await (const edge of selectEdges(context.database.aside, selection.project)) {
    if (selection.signal.aborted) return;
    const ends = [selection.given(edge.from), selection.given(edge.to)];
    if (!ends.includes("no") && (!isPart || ends.includes("yes"))) yield { type: "edge", ...edge };
    else if (!isPart) left += 1;
  }
  if (left > 0)
    yield { type: "left", what: "edges of lineage whose run or model stays behind", count: left };
}

async function takeEdge(context: ServerContext, record: CarriedRecord): Promise<Taken> {
  const { type: _, ...edge } = record as unknown as Edge & { type: "edge" };
  const isNew = await context.database.write((tx) => insertEdge(tx, edge));
  return { outcome: isNew ? "new" : "same" };
}
