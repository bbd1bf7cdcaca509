import type { Tx } from "#ground/database";
import { defineSlice, type Slice, type Trashable, type Trashed } from "#ground/slice";

type Row = { id: string; crate: string; deleted_at: number | null };

/** A slice of its own above the trash: parcels lie in crates, and both may be taken away. */
export type Parcels = {
  readonly slice: Slice;
  /** Who holds which parcel. */
  holders: { id: string; by: string }[];
  /** A parcel that can't be purged: doing so throws. */
  bad: string | undefined;
  /** Why no parcel comes back. */
  refusal: Error | undefined;
  /** Places that go with a parcel beside its own folder. */
  places: string[];
  /** How many wait to be measured, and how many were asked for each time. */
  unmeasured: number;
  measured: number[];
  /** Called with each write of a purge and what it deletes. */
  onPurge: (tx: Tx, id: string) => void;
};

const COLUMNS = "SELECT id, crate, deleted_at FROM parcels_parcel";

/** Files of a parcel lie in `parcels/<id>`. A crate is its parcels. */
export function parcels(): Parcels {
  const self: Parcels = {
    holders: [],
    bad: undefined,
    refusal: undefined,
    places: [],
    unmeasured: 0,
    measured: [],
    onPurge: () => {},
    slice: defineSlice({
      name: "parcels",
      summary: "what the trash is tried with",
      needs: ["trash"],
      migrations: async () => [
        {
          number: 1,
          title: "parcels",
          sql: "CREATE TABLE parcels_parcel (id TEXT PRIMARY KEY, crate TEXT NOT NULL, deleted_at BIGINT);",
        },
      ],
      trashable: async () => [
        {
          kind: "parcel",
          plural: "parcels",
          async list({ database }, { limit }) {
            const sql = `${COLUMNS} WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT ?`;
            return (await database.all<Row>(sql, limit)).map(trashed);
          },
          async count({ database }) {
            const sql = "SELECT COUNT(*) AS total FROM parcels_parcel WHERE deleted_at IS NOT NULL";
            return { total: (await database.get<{ total: number }>(sql))?.total ?? 0, bytes: 0 };
          },
          async find({ database }, ids) {
            const sql = `${COLUMNS} WHERE deleted_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))`;
            return (await database.all<Row>(sql, JSON.stringify(ids))).map(trashed);
          },
          async expired({ database }, before) {
            const sql = `${COLUMNS} WHERE deleted_at < ? ORDER BY deleted_at, id`;
            return (await database.all<Row>(sql, before)).map(trashed);
          },
          async measure(_context, most) {
            const done = Math.min(most, self.unmeasured);
            self.unmeasured -= done;
            self.measured.push(most);
            return done;
          },
          held: async (_context, ids) => self.holders.filter(({ id }) => ids.includes(id)),
          put: {
            async knows({ database }, ids) {
              const sql =
                "SELECT id FROM parcels_parcel WHERE id IN (SELECT value FROM json_each(?))";
              return (await database.all<Row>(sql, JSON.stringify(ids))).map(({ id }) => id);
            },
            check: async () => {},
            async move({ database, clock }, ids) {
              await database.write(async (tx) => {
                for (const id of ids) await tx.run(MARK, clock.now(), id);
              });
            },
          },
          async restore({ database }, ids) {
            if (self.refusal !== undefined) throw self.refusal;
            await database.write(async (tx) => {
              for (const id of ids) await tx.run(MARK, null, id);
            });
          },
          async purge(tx, _context, id) {
            if (id === self.bad) throw new Error(`${id} is stuck`);
            self.onPurge(tx, id);
            const { changes } = await tx.run(
              "DELETE FROM parcels_parcel WHERE id = ? AND deleted_at IS NOT NULL",
              id,
            );
            if (changes === 0) return undefined;
            return { places: [`parcels/${id}`, ...self.places], things: [{ kind: "report", id }] };
          },
        },
        CRATES,
      ],
    }),
  };
  return self;
}

const CRATES: Trashable = {
  kind: "crate",
  plural: "crates",
  list: async () => [],
  count: async () => ({ total: 0, bytes: 0 }),
  find: async (_context, ids) => ids.filter((id) => id.startsWith("crate")).map(crate),
  expired: async () => [],
  held: async () => [],
  async parts({ database }, id) {
    return (await database.all<Row>(`${COLUMNS} WHERE crate = ?`, id)).map(trashed);
  },
  restore: async () => {},
  purge: async () => ({ places: [], things: [] }),
};

const MARK = "UPDATE parcels_parcel SET deleted_at = ? WHERE id = ?";

function trashed({ id, crate: place, deleted_at }: Row): Trashed {
  const deletedAt = deleted_at ?? 0;
  return { kind: "parcel", id, name: id, project: "shop", place, holds: 1, bytes: null, deletedAt };
}

function crate(id: string): Trashed {
  return {
    kind: "crate",
    id,
    name: id,
    project: "shop",
    place: "",
    holds: 2,
    bytes: null,
    deletedAt: 0,
  };
}
