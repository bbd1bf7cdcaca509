import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Value } from "./database.ts";

export type Compiled = { readonly sql: string; readonly values: readonly Value[] };

/**
 * A query builder for queries put together at run time, as searches are. It runs nothing: `compile` gives text and
 * values for `all` and `get`. Statements that are always the same are written as text, which costs a tenth.
 */
export function queries<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** The text and the values of a built query: `db.all(sql, ...values)`. */
export function compile(query: Compilable): Compiled {
  const { sql, parameters } = query.compile();
  return { sql, values: parameters as readonly Value[] };
}
