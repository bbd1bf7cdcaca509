import type { Asked } from "../serve-store.ts";

type Values = Readonly<Record<string, string | number | readonly string[]>>;

/** A GET of a path with this query; a list is sent as several values of one key. */
export function get(path: string, query: Values = {}): Asked {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) search.append(key, String(one));
  const text = search.toString();
  return { method: "GET", path: text === "" ? path : `${path}?${text}` };
}

/** The same path with several queries. */
export function gets(path: string, ...queries: readonly Values[]): Asked[] {
  return queries.map((query) => get(path, query));
}

export function post(path: string, ...bodies: readonly unknown[]): Asked[] {
  return bodies.map((body) => ({ method: "POST", path, body }));
}

/** Below `/api/2.0/mlflow/`. */
export const mlflowGets = (path: string, ...queries: readonly Values[]): Asked[] =>
  gets(`/api/2.0/mlflow/${path}`, ...queries);

export const mlflowPosts = (path: string, ...bodies: readonly unknown[]): Asked[] =>
  post(`/api/2.0/mlflow/${path}`, ...bodies);
