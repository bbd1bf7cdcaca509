import { random } from "#test/random";

/** A record, and a file of a thing. */
export type Rec = { readonly type: string; readonly [fact: string]: unknown };
export type MadeFile = {
  readonly owner: { readonly of: string; readonly id: string };
  readonly path: string;
  readonly text: string;
};

/** Names that a file system, a wire or a shell may stumble over. */
const ODD = [
  "a#b",
  "c\\d",
  "tab\tx",
  "new\nline",
  "%2F",
  "a:b",
  "ü/ö",
  "'q\" w",
  ".fettle/x",
  "x".repeat(200),
];

/** What a store is made with: chance, and the records and files so far. */
export type Maker = ReturnType<typeof makerOf>;

/** All of it follows from a seed. */
export function makerOf(seed: number) {
  const next = random(seed);
  const below = (most: number): number => Math.floor(next() * most);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const chance = (share: number): boolean => next() < share;
  const hex = (length: number): string =>
    Array.from({ length }, () => below(16).toString(16)).join("");
  let at = 1000;
  const tick = (): number => {
    at += 1 + below(1000);
    return at;
  };
  const pairs = (): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: below(4) }, (_, i) => [
        `${one(["lr", "deep/key", "ü k"])}${i}`,
        one(["", "0.1", "a\nb", "ä"]),
      ]),
    );
  const project = (): string => one(["shop", "prices"]);
  const records: Rec[] = [];
  const files: MadeFile[] = [];
  return {
    ...{ below, one, chance, hex, tick, pairs, project, records, files },
    lifecycle: (of = "active") => (of === "deleted" || chance(0.25) ? "deleted" : "active"),
    number: (): unknown => one([0, -1.5, 1e-300, 1e308, "NaN", "Infinity", "-Infinity"]),
    runs: [] as string[],
    addFiles(of: string, id: string): void {
      for (const path of new Set(Array.from({ length: below(4) }, () => one(ODD))))
        files.push({ owner: { of, id }, path, text: hex(below(40)) });
    },
    edge(from: object, to: object, relation: string): void {
      records.push({ type: "edge", project: project(), from, to, relation, at: tick() });
    },
  };
}
