/**
 * The thread that reads aside: one connection of its own, that can't write. It acts when it is loaded, as `main.ts`
 * does; `aside.ts` starts it and speaks to it.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { Value } from "./database.ts";
import { keptStatements, listsOf, READER_PRAGMAS, teachLower } from "./statements.ts";

/** What is sent to the thread: a statement to run, or the wish for more rows of an answer. */
export type ToAside =
  | { id: number; how: "get" | "all" | "lists" | "numbers"; sql: string; values: readonly Value[] }
  | { id: number };

/** What the thread answers. */
export type FromAside =
  | { id: number; rows: readonly unknown[]; more: boolean }
  | { id: number; numbers: Float64Array<ArrayBuffer> }
  | { id: number; error: { message: string; errcode: number | undefined } };

/** Rows in one message: the other side takes them between two turns of its event loop, each in a few milliseconds. */
const PIECE = 1000;

type Asked = Extract<ToAside, { sql: string }>;

const port = parentPort as NonNullable<typeof parentPort>;
const { path } = workerData as { path: string };
let prepare: ((sql: string) => StatementSync) | undefined;
let regexKnown = false;
const rest = new Map<number, readonly unknown[]>();

port.on("message", (message: ToAside) => {
  if ("sql" in message) void answer(message);
  else sendPiece(message.id, rest.get(message.id) ?? []);
});

async function answer(asked: Asked): Promise<void> {
  try {
    const rows = await read(asked);
    if (rows instanceof Float64Array)
      port.postMessage({ id: asked.id, numbers: rows } satisfies FromAside, [rows.buffer]);
    else sendPiece(asked.id, rows);
  } catch (error) {
    const { message, errcode } = error as { message: string; errcode?: number };
    port.postMessage({ id: asked.id, error: { message, errcode } } satisfies FromAside);
  }
}

async function read(asked: Asked): Promise<readonly unknown[] | Float64Array<ArrayBuffer>> {
  prepare ??= open();
  if (!regexKnown && /\bREGEXP\b/.test(asked.sql)) await teachRegex();
  const statement = prepare(asked.sql);
  if (asked.how === "numbers") return numbersOf(statement, asked.values);
  if (asked.how === "all") return statement.all(...asked.values);
  if (asked.how === "lists") return listsOf(statement, asked.values);
  const row = statement.get(...asked.values);
  return row === undefined ? [] : [row];
}

let database: DatabaseSync;

function open(): (sql: string) => StatementSync {
  database = new DatabaseSync(path, { readOnly: true });
  for (const pragma of READER_PRAGMAS) database.exec(pragma);
  teachLower(database);
  return keptStatements(database);
}

/** `text REGEXP pattern`, in RE2's syntax and linear time; a text that is NULL has no match. Loaded on first use. */
async function teachRegex(): Promise<void> {
  const { compileRegex } = await import("#ground/regex");
  const compiled = new Map<string, { test(text: string): boolean }>();
  database.function("regexp", { deterministic: true }, (pattern, text) => {
    if (text === null) return null;
    let regex = compiled.get(String(pattern));
    if (regex === undefined) {
      regex = compileRegex(String(pattern));
      if (compiled.size >= 50) compiled.clear();
      compiled.set(String(pattern), regex);
    }
    return regex.test(String(text)) ? 1 : 0;
  });
  regexKnown = true;
}

/** All columns of all rows as numbers; one text with commas where the statement makes that of them. */
function numbersOf(statement: StatementSync, values: readonly Value[]): Float64Array<ArrayBuffer> {
  const rows = listsOf(statement, values);
  const only = rows.length === 1 ? rows[0]?.[0] : undefined;
  if (only === null) return new Float64Array(0);
  if (typeof only === "string") return Float64Array.from(JSON.parse(`[${only}]`) as number[]);
  const width = rows[0]?.length ?? 0;
  const numbers = new Float64Array(rows.length * width);
  let at = 0;
  for (const row of rows) for (const value of row) numbers[at++] = Number(value);
  return numbers;
}

/** Sends so many rows, and keeps what is left until it is asked for. */
function sendPiece(id: number, rows: readonly unknown[]): void {
  const left = rows.slice(PIECE);
  if (left.length > 0) rest.set(id, left);
  else rest.delete(id);
  const piece = rows.length > PIECE ? rows.slice(0, PIECE) : rows;
  port.postMessage({ id, rows: piece, more: left.length > 0 } satisfies FromAside);
}
