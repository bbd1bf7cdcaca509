import type { ZodType } from "zod";

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What goes over the wire of a route of Fettle's own: `api.ts` tells it once, for the route, the commands and the pages. */
export type Endpoint = {
  readonly method: Method;
  /** `/api/fettle/1/runs/:ref`; see `Route`. */
  readonly path: string;
  readonly params?: ZodType;
  readonly query?: ZodType;
  readonly body?: ZodType;
  /** Of a 200. */
  readonly answer: ZodType;
};

/** The endpoints of a slice, by names of its own. */
export type Endpoints = Readonly<Record<string, Endpoint>>;
