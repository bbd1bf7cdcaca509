import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ZodType, z } from "zod";
import type { FettleError } from "#ground/errors";
import type { RequestContext, ServerContext } from "#ground/server";
import type { Method } from "#ground/wire";
import type { Answer } from "./answer.ts";

/**
 * Who may ask. `public` answers anyone who reaches the port (health, version, the page's files); `read` and `write`
 * need the store's user or the token. A route without a permission stops the server from starting.
 */
export type Permission = "public" | "read" | "write";

type Schema = ZodType | undefined;
type Out<S> = S extends ZodType ? z.output<S> : unknown;

/** A request as its route sees it: checked, path parameters decoded once from the raw URL. */
export type Asked<P extends Schema, Q extends Schema, B extends Schema> = {
  readonly params: P extends ZodType ? z.output<P> : Readonly<Record<string, string>>;
  /** Without a schema: each key's values in order. */
  readonly query: Q extends ZodType ? z.output<Q> : URLSearchParams;
  /** Without a schema: the parsed JSON, or `undefined` where there is no body. */
  readonly body: Out<B>;
  /** The JSON body as it came in, for what parsing loses. */
  readonly text: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly peer: RequestContext;
  /** The body as it comes in, for routes with `body: "stream"`. */
  readonly stream: IncomingMessage;
  /** Fires when the client goes away. */
  readonly signal: AbortSignal;
};

/** A field that a route reads and checks by itself, as one of a foreign protocol does; told in the references. */
export type RequestField = {
  readonly type: "text" | "whole" | "number" | "flag" | "message";
  readonly required?: true;
  /** Many of them; in a query the key is repeated. */
  readonly list?: true;
  /** The only words it may be. */
  readonly words?: readonly string[];
  /** The fields of a message. */
  readonly fields?: RequestFields;
  /** What it is, with its limits, where its name does not say so. */
  readonly about?: string;
};

export type RequestFields = Readonly<Record<string, RequestField>>;

/** A route as a value: app lists them, the listener serves them, the references of HTTP are made from them. */
export type Route<P extends Schema, Q extends Schema, B extends Schema, A extends Schema> = {
  readonly method: Method;
  /** `/api/fettle/1/runs/:id`; a last segment `*` takes the rest of the path as parameter `*`, each segment decoded. */
  readonly path: string;
  readonly permission: Permission;
  /** One sentence for the reference. */
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What it reads of the query (GET) or the body, where it has no schema for that. */
  readonly fields?: RequestFields;
  /**
   * The path that took its place, with the same parameters, and since when (Unix seconds). Each answer says so; the
   * references leave it out.
   */
  readonly deprecated?: { readonly for: string; readonly since: number };
  /** Answers whatever no other route does; the references leave it out. */
  readonly fallback?: true;
  /** Schema of a 200 answer: it types what `run` gives, and the references tell it. Values are checked in tests alone. */
  readonly answer?: A;
  /** The media type of a 200 that is no JSON: a file, or events. Its `run` gives an `Answer`. */
  readonly sends?: string;
  /** The body is not read but handed over as `stream`. */
  readonly streamsBody?: boolean;
  /** Most bytes of a JSON body; default 10 MiB. */
  readonly bodyBytesMax?: number;
  /** How an error looks on a foreign protocol's wire; default Fettle's own form. */
  readonly onError?: (error: FettleError) => Answer;
  run(
    asked: Asked<P, Q, B>,
    context: ServerContext,
  ): Promise<A extends ZodType ? z.output<A> | Answer : unknown>;
};

/** Any route, whatever its schemas. */
export type RouteShape = Omit<Route<Schema, Schema, Schema, Schema>, "run"> & {
  // biome-ignore lint/suspicious/noExplicitAny: the request's type is known to the route alone
  run(asked: any, context: ServerContext): Promise<unknown>;
};

/** Types what a route's `run` is asked from its schemas. */
export function defineRoute<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  A extends Schema = undefined,
>(route: Route<P, Q, B, A>): RouteShape {
  return route as RouteShape;
}
