import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { ZodType } from "zod";
import type { Answer } from "#ground/http";
import type { ServerContext } from "#ground/server";

/**
 * A record as transfers carry it: a line of an export, an item of an import. `type` is a kind of some slice's `carry`,
 * whose schema says the rest, so that whoever carries it need not know what it is.
 */
export type CarriedRecord = { readonly type: string; readonly [fact: string]: unknown };

/** What a slice has and does not give, as its last records. */
export type LeftRecord = {
  readonly type: "left";
  /** In the plural, with the reason where it is not plain: `runs in the trash`. */
  readonly what: string;
  readonly count: number;
  /** It is told alone: nothing is missing that was asked for. */
  readonly told?: true;
};

/** What became of a record: it was not there; it was, and got something more; it was there already; it can't be had. */
export type Outcome = "new" | "more" | "same" | "refused";

export type Taken = {
  readonly outcome: Outcome;
  /** What a person should know: an id that changed, a parameter that differs. */
  readonly note?: string;
  /** Parts of it that were not taken, with how often. */
  readonly left?: Readonly<Record<string, number>>;
};

/** A thing as lineage names it. */
type Thing = { readonly kind: string; readonly id: string };

/** What of a store is asked for. */
export type Selection = {
  readonly project: string | undefined;
  readonly experiment: string | undefined;
  readonly filter: string | undefined;
  /** Whether records of a kind are wanted. */
  wants(kind: string): boolean;
  /** Whether a thing was given before: "never" where no slice gives things of its kind. */
  given(thing: Thing): "yes" | "no" | "never";
  readonly signal: AbortSignal;
};

/** The files of things of a kind, each by the id of its thing and its path in there. */
export type CarriedFiles = {
  list(
    context: ServerContext,
    id: string,
    query: { readonly path: string | undefined; readonly after: string | undefined },
  ): Promise<{
    readonly files: readonly {
      readonly path: string;
      readonly folder: boolean;
      readonly size: number;
    }[];
    readonly next: string | undefined;
  }>;
  store(context: ServerContext, id: string, path: string, bytes: Readable): Promise<void>;
  send(
    context: ServerContext,
    id: string,
    path: string,
    headers: IncomingHttpHeaders,
  ): Promise<Answer>;
};

/** A kind of record that a slice gives and takes. */
export type CarriedKind = {
  /** As `type` in its records: `run`. */
  readonly name: string;
  /** For reports: one of it, in words. */
  readonly title: string;
  readonly schema: ZodType;
  /** The field that names one; none where it is a part of another. */
  readonly key?: string;
  /** What it is in lineage. */
  readonly thing?: { readonly kind: string; readonly id: (record: CarriedRecord) => string };
  readonly files?: CarriedFiles;
  /** Puts into the trash what lay there where it comes from, by its key; its days there begin anew. */
  readonly trash?: (context: ServerContext, key: string) => Promise<void>;
};

/** What a slice gives. */
export type Given = {
  readonly records: AsyncIterable<CarriedRecord | LeftRecord>;
  /** How many records of the kind that takes longest, for progress. */
  readonly counted?: { readonly kind: string; readonly count: number };
};

/** What a slice gives to a transfer and takes from one. */
export type Carry = {
  /** Each after those that it names. */
  readonly kinds: readonly CarriedKind[];
  /** Whether its records tie together things of any slice: then it comes after all others, whose order is that of slices. */
  readonly ties?: true;
  /** All that is asked for, in the order in which it can be taken; wrong questions fail before the first record. */
  give(context: ServerContext, selection: Selection): Promise<Given>;
  /** Takes records that fit their schemas, in their order, and says what became of each. A bad one stops no other. */
  take(
    context: ServerContext,
    records: readonly CarriedRecord[],
    project: string,
  ): Promise<readonly Taken[]>;
};
