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

/** Edges of what was given, of all of a project where all was. */
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
    if (isPart && !ends.includes("yes")) continue;
    // Whole or in part, it says where a thing that comes is from: so it is kept, and an end that stays is told.
    yield { type: "edge", ...edge };
    if (ends.includes("no")) left += 1;
  }
  if (left > 0)
    yield { type: "left", what: "edges of lineage to what stays behind", count: left, told: true };
}

async function takeEdge(context: ServerContext, record: CarriedRecord): Promise<Taken> {
  const { type: _, ...edge } = record as unknown as Edge & { type: "edge" };
  const isNew = await context.database.write((tx) => insertEdge(tx, edge));
  return { outcome: isNew ? "new" : "same" };
}
