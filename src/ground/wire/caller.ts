import type { ZodType, z } from "zod";
import type { Endpoint, Endpoints, Method } from "./endpoint.ts";

/** The names of the parameters in a path. */
type ParameterOf<P extends string> = P extends `${infer Head}/${infer Rest}`
  ? ParameterOf<Head> | ParameterOf<Rest>
  : P extends `:${infer Name}`
    ? Name
    : P extends "*"
      ? "*"
      : never;

type Params<P extends string> = [ParameterOf<P>] extends [never]
  ? unknown
  : { readonly params: Readonly<Record<ParameterOf<P>, string | number>> };
type Query<E extends Endpoint> = E["query"] extends ZodType
  ? {
      readonly query?: Readonly<
        Partial<Record<keyof z.output<E["query"]>, string | number | boolean | undefined>>
      >;
    }
  : unknown;
type Body<E extends Endpoint> = E["body"] extends ZodType
  ? { readonly body: z.input<E["body"]> }
  : unknown;

/** What a caller gives and gets, as plain types: neither a command nor a page loads a schema for it. */
type Call<E extends Endpoint> = {
  readonly asked: Params<E["path"]> & Query<E> & Body<E>;
  readonly answer: z.output<E["answer"]>;
};

/** The endpoints as their callers see them: by method, then by path. `export type RunsApi = Wire<typeof API>`. */
export type Wire<A extends Endpoints> = {
  readonly [M in Method]: {
    readonly [K in keyof A as A[K]["method"] extends M ? A[K]["path"] : never]: Call<A[K]>;
  };
};

/** Any `Wire`. */
export type WireShape = Readonly<Record<Method, object>>;
type CallShape = { readonly asked: unknown; readonly answer: unknown };

/** Asks one method: the path as `api.ts` spells it, with its parameters, query and body beside it. */
export type Asking<Calls> = <P extends keyof Calls & string>(
  path: P,
  ...asked: Calls[P] extends CallShape
    ? unknown extends Calls[P]["asked"]
      ? []
      : Record<never, never> extends Calls[P]["asked"]
        ? [asked?: Calls[P]["asked"]]
        : [asked: Calls[P]["asked"]]
    : never
) => Promise<Calls[P] extends CallShape ? Calls[P]["answer"] : never>;

/** A client that knows what the routes of one slice take and answer. */
export type Caller<W extends WireShape> = {
  readonly get: Asking<W["GET"]>;
  readonly post: Asking<W["POST"]>;
  readonly put: Asking<W["PUT"]>;
  readonly patch: Asking<W["PATCH"]>;
  readonly delete: Asking<W["DELETE"]>;
};

type Asked = {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
};

/** Sends what a `Caller` is asked. */
export type Sending = (method: Method, path: string, asked: Asked) => Promise<unknown>;

/** A `Caller` over whatever sends. The types are those of `api.ts`; nothing of them is there at run time. */
export function callerOf<W extends WireShape>(send: Sending): Caller<W> {
  const asking =
    (method: Method) =>
    (path: string, asked: Asked = {}): Promise<unknown> =>
      send(method, fillPath(path, asked.params), asked);
  return {
    get: asking("GET"),
    post: asking("POST"),
    put: asking("PUT"),
    patch: asking("PATCH"),
    delete: asking("DELETE"),
  } as Caller<W>;
}

/** A path with its parameters in their places; `*` keeps its slashes. */
function fillPath(path: string, params: Asked["params"] = {}): string {
  return path.replace(/:(\w+)|\*$/g, (found, name: string | undefined) => {
    const value = String(params[name ?? found]);
    return name === undefined
      ? value.split("/").map(encodeURIComponent).join("/")
      : encodeURIComponent(value);
  });
}
