import { importGraph } from "./import-graph.ts";
import { type Finding, isTest, type Rule, type SourceFile } from "./source-file.ts";

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * No file imports itself by way of others: through doors, for types alone, by a re-export or when a line is reached. Where
 * two files need one another, what both need is a third.
 */
export const noFileCycles: Rule = (files) => cyclesOf(edgesBetween(files, (path) => path));

/** No slice, part of the floor or part of the page kit either. */
export const noSliceCycles: Rule = (files) => cyclesOf(edgesBetween(files, partOf));

/** No room either. Rooms use their slice's own files, and those open the rooms' doors: the rooms stand around them. */
export const noRoomCycles: Rule = (files) => cyclesOf(edgesBetween(files, roomOf));

function partOf(path: string): string {
  const [, first = "", second = ""] = path.split("/");
  return first === "ground" || first === "web" ? `src/${first}/${second}` : `src/${first}`;
}

/** The folder that a file of a slice lies in; undefined at the top and in what joins rooms by its nature. */
function roomOf(path: string): string | undefined {
  const room =
    /^src\/(?!(?:ground|web|app)\/)[^/]+\/(?!(?:page|migrations|store)\/)[^/]+(?=\/)/.exec(path);
  return room?.[0];
}

function edgesBetween(
  files: readonly SourceFile[],
  nameOf: (path: string) => string | undefined,
): Edges {
  const edges = new Map<string, Set<string>>();
  for (const [path, ways] of importGraph(files)) {
    const from = nameOf(path);
    if (from === undefined || isTest(path)) continue;
    const to = edges.get(from) ?? new Set();
    edges.set(from, to);
    for (const way of ways) {
      const name = nameOf(way.to.path);
      if (name !== undefined && (name !== from || way.to.path === path)) to.add(name);
    }
  }
  return edges;
}

/** One finding for each knot, files that reach one another: its shortest way back. */
function cyclesOf(edges: Edges): readonly Finding[] {
  return knotsOf(edges).flatMap((knot) => {
    const [cycle] = knot
      .sort()
      .map((start) => shortestCycle(edges, start))
      .filter(({ length }) => length > 0)
      .sort((a, b) => a.length - b.length);
    return cycle === undefined
      ? []
      : [{ path: cycle[0] as string, problem: `imports itself: ${cycle.join(" -> ")}` }];
  });
}

/** The nodes in groups, those that reach one another together (Tarjan's strongly connected components). */
function knotsOf(edges: Edges): readonly string[][] {
  const knots: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const visit = (node: string): number => {
    const own = order.size;
    order.set(node, own);
    lowest.set(node, own);
    open.push(node);
    isOpen.add(node);
    for (const next of edges.get(node) ?? []) {
      const seen = order.get(next);
      if (seen !== undefined && !isOpen.has(next)) continue;
      lowest.set(node, Math.min(lowest.get(node) as number, seen ?? visit(next)));
    }
    if (lowest.get(node) === own) {
      const knot = open.splice(open.indexOf(node));
      for (const one of knot) isOpen.delete(one);
      knots.push(knot);
    }
    return lowest.get(node) as number;
  };
  for (const node of [...edges.keys()].sort()) if (!order.has(node)) visit(node);
  return knots;
}

function shortestCycle(edges: Edges, start: string): readonly string[] {
  const cameFrom = new Map<string, string>();
  const line = [start];
  for (const at of line)
    for (const next of edges.get(at) ?? []) {
      if (next === start) {
        const way = [start];
        for (let step = at; step !== start; step = cameFrom.get(step) as string) way.unshift(step);
        return [start, ...way];
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      line.push(next);
    }
  return [];
}
