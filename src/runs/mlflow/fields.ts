import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { invalid } from "../limits.ts";

const SEE = "See the API docs for more information about request parameters.";

/** Python's names of the types, since they stand in MLflow's messages. */
function typeName(value: unknown): string {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "string") return "str";
  return Array.isArray(value) ? "list" : "dict";
}

/**
 * The fields of a request as protobuf's JSON reads them: numbers may come as strings, unknown fields are ignored, an
 * absent field and null are the same. What doesn't fit is refused in MLflow's words.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  /** Where these fields stand in the request, for messages: `metrics[0].`. */
  readonly #at: string;

  constructor(values: unknown, at = "") {
    if (
      values !== undefined &&
      (typeof values !== "object" || values === null || Array.isArray(values))
    )
      throw wrongType(values, at.replace(/\.$/, "") || "body");
    this.#values = (values ?? {}) as Record<string, unknown>;
    this.#at = at;
  }

  /** These fields and the parameters of the path, which win. */
  with(params: Readonly<Record<string, string>>): Fields {
    return new Fields({ ...this.#values, ...params }, this.#at);
  }

  /** Whether a field was sent, be it empty. */
  has(name: string): boolean {
    return (this.#values[name] ?? undefined) !== undefined;
  }

  /** Text; an empty one counts as absent. */
  text(name: string): string | undefined {
    const value = this.#values[name] ?? undefined;
    if (value !== undefined && typeof value !== "string") throw wrongType(value, this.#at + name);
    return value === "" ? undefined : value;
  }

  /** Text that may be empty, as the values of parameters and tags. */
  value(name: string): string {
    const value = this.#values[name] ?? "";
    if (typeof value !== "string") throw wrongType(value, this.#at + name);
    return value;
  }

  needText(name: string): string {
    return this.text(name) ?? this.#missing(name);
  }

  /** A whole number that JavaScript holds exactly. */
  whole(name: string): number | undefined {
    const given = this.#values[name] ?? undefined;
    if (given === undefined) return undefined;
    const isText = typeof given === "string" && /^-?\d+$/.test(given);
    const value = isText ? Number(given) : given;
    if (typeof value !== "number" || !Number.isInteger(value))
      throw wrongType(given, this.#at + name);
    if (!Number.isSafeInteger(value))
      throw invalid(given, this.#at + name, "the number is beyond 9007199254740991");
    return value;
  }

  needWhole(name: string): number {
    return this.whole(name) ?? this.#missing(name);
  }

  /** A number, which may be NaN or infinite. */
  needNumber(name: string): number {
    const given = this.#values[name] ?? undefined;
    if (typeof given === "number") return given;
    if (given === undefined || given === "") return this.#missing(name);
    if (
      typeof given !== "string" ||
      !/^(NaN|[+-]?Infinity|[+-]?[\d.]+([eE][+-]?\d+)?)$/.test(given)
    )
      throw wrongType(given, this.#at + name);
    const value = Number(given);
    if (Number.isNaN(value) && given !== "NaN") throw wrongType(given, this.#at + name);
    return value;
  }

  /** An enum by its name or its number, which is its place in `names` from 1 on. */
  word<W extends string>(name: string, names: readonly W[]): W | undefined {
    const given = this.#values[name] ?? undefined;
    if (given === undefined) return undefined;
    const index = typeof given === "number" ? given - 1 : names.indexOf(given as W);
    const found = names[index];
    if (found === undefined)
      throw invalid(given, this.#at + name, `expected one of ${names.join(", ")}. ${SEE}`);
    return found;
  }

  /** A list of texts; one value alone is a list of one, as in a query. */
  texts(name: string): string[] {
    const given = this.#values[name] ?? [];
    const list: unknown[] = Array.isArray(given) ? given : [given];
    for (const [i, item] of list.entries())
      if (typeof item !== "string") throw wrongType(item, `${this.#at}${name}[${i}]`);
    return list as string[];
  }

  /** A list of messages. */
  list(name: string): Fields[] {
    const given = this.#values[name] ?? [];
    if (!Array.isArray(given)) throw wrongType(given, this.#at + name);
    return given.map((item, i) => new Fields(item ?? null, `${this.#at}${name}[${i}].`));
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
    throw fail(ERRORS, "RUNS_VALUE_INVALID", {
      problem: `Missing value for required parameter '${this.#at}${name}'. ${SEE}`,
    });
  }
}

function wrongType(value: unknown, name: string): Error {
  return invalid(value, name, ` Hint: Value was of type '${typeName(value)}'. ${SEE}`);
}
