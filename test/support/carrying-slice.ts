import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { defineErrors, EXIT, fail } from "#ground/errors";
import { answer } from "#ground/http";
import {
  type CarriedFiles,
  type CarriedRecord,
  defineSlice,
  type LeftRecord,
  type Selection,
  type Slice,
  type Taken,
} from "#ground/slice";

/** How a request about a file is refused: gone, not allowed, broken. */
export const REFUSALS = defineErrors({
  GONE: refusal(404),
  FULL: refusal(409),
  BROKEN: refusal(503),
});

/** A slice that gives what a test says, and remembers what it is handed. */
export type CarryingSlice = {
  readonly slice: Slice;
  given: (CarriedRecord | LeftRecord)[];
  /** Whether it says how many runs come. */
  counts: boolean;
  /** What it was asked for. */
  readonly selections: Selection[];
  /** What becomes of a record; it is new where nothing is said. */
  becomes: (record: CarriedRecord) => Taken;
  /** The records that were taken, those of one request together, with their project. */
  readonly handed: { readonly project: string; readonly records: readonly CarriedRecord[] }[];
  /** What happened, in order: `stored run r1/a.txt`, `trashed run r1`. */
  readonly done: string[];
  /** Files by `run r1/deep/a.txt`. */
  readonly files: Map<string, string>;
  /** Which of these can be listed and not had, or can't be stored. */
  readonly refused: Map<string, keyof typeof REFUSALS>;
};

/** Carries things (`run`, with files, and `box`, without, both with a place in the trash) and their `points`. */
export function carryingSlice(): CarryingSlice {
  const self: Omit<CarryingSlice, "slice"> = {
    given: [],
    counts: true,
    selections: [],
    becomes: () => ({ outcome: "new" }),
    handed: [],
    done: [],
    files: new Map(),
    refused: new Map(),
  };
  const kind = (name: string, title: string, files?: CarriedFiles) => ({
    ...{ name, title, key: "id", ...(files === undefined ? {} : { files }) },
    schema: z.looseObject({ type: z.literal(name), id: z.string() }),
    trash: async (_: unknown, id: string) => void self.done.push(`trashed ${name} ${id}`),
  });
  const points = { name: "points", title: "series of points", schema: z.looseObject({}) };
  const slice = defineSlice({
    name: "carrying",
    summary: "carries what a test says",
    needs: ["transfer"],
    carry: async () => ({
      kinds: [kind("box", "box of goods"), kind("run", "run", filesOf(self, "run")), points],
      async give(_context, selection) {
        const { given } = self;
        self.selections.push(selection);
        const count = given.filter(({ type }) => type === "run").length;
        return {
          records: (async function* () {
            yield* given;
          })(),
          ...(self.counts ? { counted: { kind: "run", count } } : {}),
        };
      },
      async take(_context, records, project) {
        self.handed.push({ project, records });
        return records.map((record) => self.becomes(record));
      },
    }),
  });
  return Object.assign(self, { slice });
}

/** Lists a folder two entries at a time, so that a long one has pages. */
function filesOf(self: Omit<CarryingSlice, "slice">, kind: string): CarriedFiles {
  const refuse = (place: string): void => {
    const code = self.refused.get(place);
    if (code !== undefined) throw fail(REFUSALS, code, { place });
  };
  return {
    async list(_context, id, { path = "", after = "" }) {
      const root = `${kind} ${id}/${path === "" ? "" : `${path}/`}`;
      const entries = new Map<string, { path: string; folder: boolean; size: number }>();
      for (const [place, text] of self.files) {
        if (!place.startsWith(root)) continue;
        const [name = "", more] = place.slice(root.length).split("/");
        const at = path === "" ? name : `${path}/${name}`;
        const folder = more !== undefined;
        entries.set(name, { path: at, folder, size: folder ? 0 : text.length });
      }
      const rest = [...entries.keys()].sort().filter((name) => name > after);
      const files = rest.slice(0, 2).flatMap((name) => entries.get(name) ?? []);
      return { files, next: rest.length > 2 ? rest[1] : undefined };
    },
    async store(_context, id, path, bytes) {
      const [place, text] = [`${kind} ${id}/${path}`, (await buffer(bytes)).toString()];
      refuse(place);
      self.files.set(place, text);
      self.done.push(`stored ${place}`);
    },
    async send(_context, id, path) {
      const place = `${kind} ${id}/${path}`;
      refuse(place);
      return answer({ body: Buffer.from(self.files.get(place) ?? "") });
    },
  };
}

function refusal(status: number) {
  return {
    message: (f: { place: string }) => `no ${f.place}`,
    hint: "try another",
    status,
    exit: EXIT.usage,
    when: "A test says so.",
  };
}
