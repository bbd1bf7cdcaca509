/** Values for the fuzzer: what a field is meant to hold, what almost fits, and what nobody should send. */
import { FILTERS, NUMBERS, ORDERS, RAW, TEXTS, URIS } from "./fuzz-tables.ts";
import { CLIMBS } from "./hostile-paths.ts";

/** The part of a JSON schema that values are made from. */
export type Schema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

/** Draws values; `known` gives ids of things that exist, by the name of a field. */
export class Values {
  readonly #next: () => number;
  readonly #known: (name: string) => readonly unknown[];
  /** How much of what it draws is not what the field is for, 0 to 1. */
  #ill = 0;

  constructor(next: () => number, known: (name: string) => readonly unknown[]) {
    this.#next = next;
    this.#known = known;
  }

  /** Of one request all fields fit, of another few do. */
  changeMood(): void {
    this.#ill = this.pick([0, 0, 0, 0.02, 0.1, 0.3]);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#next() * from.length)] as T;
  }

  whole(most: number): number {
    return Math.floor(this.#next() * (most + 1));
  }

  /** A value for a field: mostly one that fits, now and then one that does not. */
  of(schema: Schema, name: string, depth = 0): unknown {
    const luck = this.#next();
    if (luck < this.#ill) return this.hostile(depth);
    const known = this.#known(name).filter((value) => fits(value, schema));
    if (known.length > 0 && luck < 0.85) {
      const found = this.pick(known);
      return schema.type === "array" && !Array.isArray(found) ? [found] : found;
    }
    return this.#fitting(schema, name, depth);
  }

  #fitting(schema: Schema, name: string, depth: number): unknown {
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.#fitting(this.pick(choices), name, depth);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return this.pick(schema.enum);
    switch (Array.isArray(schema.type) ? this.pick(schema.type) : schema.type) {
      case "object":
        return this.object(schema, depth);
      case "array":
        return this.#list(schema.items ?? {}, name, depth);
      case "boolean":
        return this.chance(0.5);
      case "integer":
        return this.#integer(schema);
      case "number":
        return this.chance(this.#ill) ? this.pick(NUMBERS) : this.#next() * 10;
      default:
        return this.#text(schema, name);
    }
  }

  /** An object with its fields; some are left out, given twice under another name, or unknown. */
  object(schema: Schema, depth = 0): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      // One of two names for it is needed, which a schema can't say.
      const needed = schema.required?.includes(name) === true || name === "run_id";
      if (this.chance(needed ? 1 - this.#ill / 3 : 0.6))
        made[name] = this.of(field, name, depth + 1);
    }
    if (typeof schema.additionalProperties === "object")
      for (let i = this.whole(3); i > 0; i -= 1)
        made[this.pick(TEXTS)] = this.of(schema.additionalProperties, "", depth + 1);
    if (this.chance(this.#ill / 2)) made[this.pick(TEXTS)] = this.hostile(depth + 1);
    return made;
  }

  /** A few; seldom more than any limit allows, made of a few. */
  #list(items: Schema, name: string, depth: number): readonly unknown[] {
    const few = Array.from({ length: this.whole(3) }, () => this.of(items, name, depth + 1));
    if (few.length === 0 || depth > 1 || !this.chance(0.02)) return few;
    if (JSON.stringify(few).length > 2000) return few;
    return Array.from({ length: this.pick([101, 1001]) }, () => this.pick(few));
  }

  #integer({ minimum = -5, maximum = 2000 }: Schema): unknown {
    if (this.chance(this.#ill)) return this.pick(NUMBERS);
    const least = Math.max(minimum, -5);
    return least + this.whole(Math.min(maximum, least + 2000) - least);
  }

  #text({ pattern, maxLength }: Schema, name: string): string {
    if (this.chance(this.#ill)) return this.pick(TEXTS);
    const digits = /\[0-9a-f\]\{(\d+)\}/.exec(pattern ?? "")?.[1];
    if (digits !== undefined)
      return Array.from({ length: Number(digits) }, () => this.pick([..."0123456789abcdef"])).join(
        "",
      );
    if (/filter|^q$/.test(name)) return this.pick(FILTERS);
    if (/order|sort/.test(name)) return this.pick(ORDERS);
    if (/url|uri|source|location/.test(name)) return this.pick(URIS);
    if (/path|rest|artifact/.test(name))
      return this.pick(["a.txt", "d", "d/e.txt", ...CLIMBS.slice(0, 8)]);
    const words = [
      "loss",
      "a",
      "b",
      "model",
      "champion",
      "acc",
      "shop",
      "one two",
      `n${this.whole(300)}`,
    ];
    const text = this.pick(words);
    return maxLength === undefined ? text : text.slice(0, maxLength);
  }

  /** Anything at all. */
  hostile(depth: number): unknown {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
    return this.pick<() => unknown>([
      () => this.pick(TEXTS),
      () => this.pick(NUMBERS),
      () => this.pick(URIS),
      () => this.pick([null, true, false, {}, [], [[]], [null], { a: 1 }, ["x"], { length: 1e9 }]),
      () => (depth > 2 ? null : deep(this.pick([2, 50, 500]))),
      () => [this.pick(TEXTS), this.pick(NUMBERS)],
    ])();
  }

  /** As JSON, with the numbers that only text can hold; now and then with a key twice. */
  json(value: unknown): string {
    const text = JSON.stringify(value).replace(/"raw:([-+.\deE]+)"/g, "$1");
    if (!this.chance(this.#ill / 5) || !text.startsWith('{"')) return text;
    const key = /^\{("(?:[^"\\]|\\.)*"):/.exec(text)?.[1] ?? '"x"';
    return `{${key}:${this.pick(["null", '"twice"', "1", "[]"])},${text.slice(1)}`;
  }
}

/** Whether a value that something is known by is one that the field may hold. */
function fits(value: unknown, { type, enum: words, pattern, items }: Schema): boolean {
  if (words !== undefined) return words.includes(value);
  if (type === "array" && items !== undefined) return fits(value, items);
  if (type === "integer" || type === "number") return typeof value === "number";
  if (type === "object" || type === "boolean") return false;
  return (
    typeof value === "string" && (pattern === undefined || new RegExp(pattern, "u").test(value))
  );
}

/** A value as a query has it. */
export function inQuery(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.startsWith(RAW) ? text.slice(RAW.length) : text;
}
