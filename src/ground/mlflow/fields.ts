import { fail } from "#ground/errors";
import { MLFLOW_ERRORS } from "./errors.ts";
import { invalid, invalidText } from "./invalid.ts";
import { spelling } from "./spelling.ts";

const SEE = "See the API docs for more information about request parameters.";

/** Python's names of the types, since they stand in MLflow's messages. */
function typeName(value: unknown): string {
  if (typeof value === "boolean") return "bool";
  if (value === null) return "NoneType";
  if (typeof value === "string") return "str";
  return Array.isArray(value) ? "list" : "dict";
}

/**
 * The fields of a request as protobuf's JSON reads them: names as they are and in lowerCamelCase, numbers also as strings,
 * unknown fields are ignored, an absent field and null are the same. What doesn't fit is refused in MLflow's words.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  /** Where these fields stand in the request, for messages: `metrics[0].`. */
  readonly #at: string;
  /** The request as it came, for messages. */
  readonly #body: string | undefined;

  constructor(values: unknown, at = "", body?: string) {
    this.#at = at;
    this.#body = body;
    this.#values = (values ?? {}) as Record<string, unknown>;
    if (
      values !== undefined &&
      (typeof values !== "object" || values === null || Array.isArray(values))
    )
      throw wrongType(values, at.replace(/\.$/, "") || "body", body);
  }

  /** These fields and the parameters of the path, which win. */
  with(params: Readonly<Record<string, string>>): Fields {
    return new Fields({ ...this.#values, ...params }, this.#at, this.#body);
  }

  /** A field by its name, or by that which protobuf's JSON has for it: `run_id` and `runId`. */
  #get(name: string): unknown {
    const value = this.#values[name] ?? undefined;
    return value === undefined && name.includes("_") ? this.#values[jsonName(name)] : value;
  }

  /** Whether a field was sent, be it empty. */
  has(name: string): boolean {
    return (this.#get(name) ?? undefined) !== undefined;
  }

  /** Text; an empty one counts as absent. Half a character is refused: no client of MLflow's can send it. */
  text(name: string): string | undefined {
    const value = this.#get(name) ?? undefined;
    if (value !== undefined && typeof value !== "string") throw this.#wrongType(value, name);
    if (value?.isWellFormed() === false)
      throw invalid(value.toWellFormed(), this.#at + name, "the text holds half a character");
    return value === "" ? undefined : value;
  }

  /** Text that may be empty, as the values of parameters and tags. */
  value(name: string): string {
    const value = this.#get(name) ?? "";
    if (typeof value !== "string") throw this.#wrongType(value, name);
    return value;
  }

  needText(name: string): string {
    return this.text(name) ?? this.#missing(name);
  }

  /** A whole number that JavaScript holds exactly. */
  whole(name: string): number | undefined {
    const given = this.#get(name) ?? undefined;
    if (given === undefined) return undefined;
    const isText = typeof given === "string" && /^-?\d+$/.test(given);
    const value = isText ? Number(given) : given;
    if (typeof value !== "number" || !Number.isInteger(value)) throw this.#wrongType(given, name);
    if (!Number.isSafeInteger(value))
      throw invalid(given, this.#at + name, "the number is beyond 9007199254740991");
    return value;
  }

  needWhole(name: string): number {
    return this.whole(name) ?? this.#missing(name);
  }

  /** A number, which may be NaN or infinite. */
  needNumber(name: string): number {
    const given = this.#get(name) ?? undefined;
    if (typeof given === "number") return given;
    if (given === undefined || given === "") return this.#missing(name);
    if (
      typeof given !== "string" ||
      !/^(NaN|[+-]?Infinity|[+-]?[\d.]+([eE][+-]?\d+)?)$/.test(given)
    )
      throw this.#wrongType(given, name);
    const value = Number(given);
    if (Number.isNaN(value) && given !== "NaN") throw this.#wrongType(given, name);
    return value;
  }

  /** An enum by its name or its number, which is its place in `names` from 1 on. */
  word<W extends string>(name: string, names: readonly W[]): W | undefined {
    const given = this.#get(name) ?? undefined;
    if (given === undefined) return undefined;
    const number = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given;
    const found = typeof number === "number" ? names[number - 1] : names[names.indexOf(given as W)];
    if (found === undefined)
      throw invalid(given, this.#at + name, `expected one of ${names.join(", ")}. ${SEE}`);
    return found;
  }

  needWord<W extends string>(name: string, names: readonly W[]): W {
    return this.word(name, names) ?? this.#missing(name);
  }

  /** True or false, in a query as text in either case. */
  flag(name: string): boolean | undefined {
    const given = this.#get(name) ?? undefined;
    if (given === undefined || typeof given === "boolean") return given;
    const text = typeof given === "string" ? given.toLowerCase() : undefined;
    if (text === "true" || text === "false") return text === "true";
    throw this.#wrongType(given, name);
  }

  /** One message. */
  message(name: string): Fields | undefined {
    const given = this.#get(name) ?? undefined;
    if (given === undefined) return undefined;
    if (typeof given !== "object" || Array.isArray(given)) throw this.#wrongType(given, name);
    return new Fields(given, `${this.#at}${name}.`, this.#body);
  }

  /** A list of texts; one value alone is a list of one, as in a query. */
  texts(name: string): string[] {
    const given = this.#get(name) ?? [];
    const list: unknown[] = Array.isArray(given) ? given : [given];
    for (const [i, item] of list.entries())
      if (typeof item !== "string") throw this.#wrongType(item, `${name}[${i}]`);
    return list as string[];
  }

  /** A list of messages, each read by `plain` where it can be, else by `read`: a batch has a thousand of them. */
  listOf<T>(
    name: string,
    plain: (given: unknown) => T | undefined,
    read: (item: Fields) => T,
  ): T[] {
    const given = this.#get(name) ?? [];
    if (!Array.isArray(given)) throw this.#wrongType(given, name);
    return given.map(
      (item, i) =>
        plain(item) ?? read(new Fields(item ?? null, `${this.#at}${name}[${i}].`, this.#body)),
    );
  }

  /** A list of texts that must be there, be it empty. */
  needTexts(name: string): string[] {
    return this.has(name) ? this.texts(name) : this.#missing(name);
  }

  /** A list of messages. */
  list(name: string): Fields[] {
    const given = this.#get(name) ?? [];
    if (!Array.isArray(given)) throw this.#wrongType(given, name);
    return given.map(
      (item, i) => new Fields(item ?? null, `${this.#at}${name}[${i}].`, this.#body),
    );
  }

  /** The id of a run, by either of its names. */
  runId(): string {
    return this.text("run_id") ?? this.text("run_uuid") ?? this.#missing("run_id");
  }

  /** Where a field stands, for messages. */
  where(name: string): string {
    return this.#at + name;
  }

  #missing(name: string): never {
    throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
      problem: `Missing value for required parameter '${this.#at}${name}'. ${SEE}`,
    });
  }

  #wrongType(value: unknown, name: string): Error {
    return wrongType(value, this.#at + name, this.#body);
  }
}

const JSON_NAMES = new Map<string, string>();

/** The lowerCamelCase of a field's name. */
function jsonName(name: string): string {
  let known = JSON_NAMES.get(name);
  if (known === undefined) {
    known = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    JSON_NAMES.set(name, known);
  }
  return known;
}

function wrongType(value: unknown, where: string, body: string | undefined): Error {
  const hint = (type: string) => ` Hint: Value was of type '${type}'. ${SEE}`;
  if (typeof value !== "number") return invalid(value, where, hint(typeName(value)));
  const text = (body === undefined ? undefined : spelling(body, where)) ?? String(value);
  return invalidText(text, where, hint(/[.eE]/.test(text) ? "float" : "int"));
}
