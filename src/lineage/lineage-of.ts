import type { Reader } from "#ground/database";
import { DEPTH_MAX, EDGES_MAX, type Edge, type Thing } from "./model.ts";
import { selectNeighbours } from "./store/select-neighbours.ts";

/**
 * Where a thing came from and what came from it: edges in both directions, nearest first, at most `depth` steps away.
 * Upwards only causes are followed and downwards only effects, so that two runs on the same data are not kin.
 */
export async function lineageOf(
  db: Reader,
  thing: Thing,
  depth: number,
): Promise<{ edges: Edge[] }> {
  const steps = Math.min(depth, DEPTH_MAX);
  const edges = new Map<string, Edge>();
  let up: Thing[] = [thing];
  let down: Thing[] = [thing];
  const seen = { up: new Set([nameOf(thing)]), down: new Set([nameOf(thing)]) };
  const step = async (things: readonly Thing[], direction: "up" | "down"): Promise<Thing[]> => {
    const next: Thing[] = [];
    for (const at of things) {
      const room = EDGES_MAX - edges.size;
      if (room <= 0) return [];
      for (const edge of await selectNeighbours(db, at, direction, room)) {
        edges.set(`${nameOf(edge.from)}\n${nameOf(edge.to)}\n${edge.relation}`, edge);
        const other = direction === "up" ? edge.from : edge.to;
        if (seen[direction].has(nameOf(other))) continue;
        seen[direction].add(nameOf(other));
        next.push(other);
      }
    }
    return next;
  };
  for (let taken = 0; taken < steps && up.length + down.length > 0; taken += 1) {
    up = await step(up, "up");
    down = await step(down, "down");
  }
  return { edges: [...edges.values()] };
}

function nameOf(thing: Thing): string {
  return `${thing.kind}:${thing.id}`;
}
