import type { RequestField, RequestFields } from "#ground/http";
import type { Fields } from "./fields.ts";
import { pageSize } from "./page-token.ts";

/** A field of a request in MLflow's form: how it is read and, for the references, what it is; one fact in one place. */
export type Field<T> = RequestField & {
  /** Reads it from a request; throws VALUE_INVALID, in MLflow's words, where it does not fit. */
  read(fields: Fields, name: string): T;
};

/** The fields of a request or of a message in it, by their names on the wire, in the order in which they are checked. */
export type FieldTable = Readonly<Record<string, Field<unknown>>>;

/** What a table reads. */
export type Read<T extends FieldTable> = {
  readonly [K in keyof T]: T[K] extends Field<infer V> ? V : never;
};

/** Reads all fields of a table. */
export function readFields<T extends FieldTable>(fields: Fields, table: T): Read<T> {
  const read: Record<string, unknown> = {};
  for (const name in table) read[name] = (table[name] as Field<unknown>).read(fields, name);
  return read as Read<T>;
}

/** A field with a sentence for the references: its limits, where its name does not say them. */
export function about<T>(field: Field<T>, sentence: string): Field<T> {
  return { ...field, about: sentence };
}

/** A field that must be there, by the word of whoever reads it: MLflow has a sentence of its own for it. */
export function needed<T>(field: Field<T>): Field<T> {
  return { ...field, required: true };
}

/** Text; an empty one counts as absent. */
export const text: Field<string | undefined> = {
  type: "text",
  read: (fields, name) => fields.text(name),
};

/** Text that must be there. */
export const needText: Field<string> = {
  type: "text",
  required: true,
  read: (fields, name) => fields.needText(name),
};

/** Text that may be empty; absent is empty. */
export const value: Field<string> = {
  type: "text",
  read: (fields, name) => fields.value(name),
};

/** As `value`, and `undefined` where it was not sent. */
export const sentValue: Field<string | undefined> = {
  type: "text",
  read: (fields, name) => (fields.has(name) ? fields.value(name) : undefined),
};

/** Many texts; none where it is absent. */
export const texts: Field<string[]> = {
  type: "text",
  list: true,
  read: (fields, name) => fields.texts(name),
};

/** Many texts that must be sent, be it none of them. */
export const needTexts: Field<string[]> = {
  type: "text",
  list: true,
  required: true,
  read: (fields, name) => fields.needTexts(name),
};

/** A whole number up to 2^53. */
export const whole: Field<number | undefined> = {
  type: "whole",
  read: (fields, name) => fields.whole(name),
};

export const needWhole: Field<number> = {
  type: "whole",
  required: true,
  read: (fields, name) => fields.needWhole(name),
};

/** A number, also NaN or infinite. */
export const needNumber: Field<number> = {
  type: "number",
  required: true,
  read: (fields, name) => fields.needNumber(name),
};

/** True or false. */
export const flag: Field<boolean | undefined> = {
  type: "flag",
  read: (fields, name) => fields.flag(name),
};

/** Milliseconds since 1970, UTC. */
export const milliseconds = about(whole, "Milliseconds since 1970, UTC.");

/** One of some words, or its number in MLflow's enum, which is its place from 1 on. */
export function word<W extends string>(words: readonly W[]): Field<W | undefined> {
  return { type: "text", words, read: (fields, name) => fields.word(name, words) };
}

/** A word that must be there. */
export function needWord<W extends string>(words: readonly W[]): Field<W> {
  return {
    type: "text",
    required: true,
    words,
    read: (fields, name) => fields.needWord(name, words),
  };
}

/** The id of a run, by the first of its two names; the second stands in the table as `text`. */
export const runId: Field<string> = {
  type: "text",
  about: "Required, by this name or as run_uuid.",
  read: (fields) => fields.runId(),
};

/** One message; `make` gets what was read, and the message for what needs a closer look. */
export function message<T extends FieldTable, V = Read<T>>(
  table: T,
  make: (read: Read<T>, fields: Fields) => V = (read) => read as unknown as V,
): Field<V | undefined> {
  return {
    type: "message",
    fields: table as RequestFields,
    read(fields, name) {
      const found = fields.message(name);
      return found === undefined ? undefined : make(readFields(found, table), found);
    },
  };
}

/** Many messages. */
export function messages<T extends FieldTable, V = Read<T>>(
  table: T,
  make: (read: Read<T>, fields: Fields) => V = (read) => read as unknown as V,
): Field<V[]> {
  return {
    type: "message",
    list: true,
    fields: table as RequestFields,
    read: (fields, name) => fields.list(name).map((item) => make(readFields(item, table), item)),
  };
}

/** How many a page holds, from `max_results`; without a standard it must be sent. */
export function pageLimit(standard: number | undefined, max: number): Field<number> {
  return {
    ...whole,
    about: `1 to ${max}${standard === undefined ? "; needed" : `, default ${standard}`}.`,
    read: (fields) => pageSize(fields, standard, max),
  };
}
