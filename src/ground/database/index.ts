export { copySqlite } from "./copy-sqlite.ts";
export type { AsideReader, Database, Migration, Reader, Row, Tx, Value } from "./database.ts";
export { type ForeignSqlite, openForeignSqlite } from "./foreign-sqlite.ts";
export { migrate } from "./migrate.ts";
export { type Compiled, compile, queries } from "./queries.ts";
export { openSqlite } from "./sqlite.ts";
export { sqliteError } from "./sqlite-error.ts";
