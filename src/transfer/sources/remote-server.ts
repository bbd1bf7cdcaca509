import { fail, isFettleError } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import type { LeftBehind } from "../left-behind.ts";

// biome-ignore lint/suspicious/noExplicitAny: MLflow's answers, each field of which is read with care
export type Json = any;

const PAGE = 1000;

/** A server that is asked by MLflow's API. TRANSFER_SOURCE where it is away, or refuses. */
export class RemoteServer {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, authorization: string | undefined) {
    this.#url = url;
    this.#headers = authorization === undefined ? {} : { authorization };
  }

  async fetch(path: string, init?: RequestInit): Promise<Response> {
    const headers = { ...this.#headers, "content-type": "application/json" };
    let answer: Response;
    try {
      answer = await fetch(this.#url + path, { ...init, headers, redirect: "error" });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw this.#failed(cause instanceof Error ? cause.message : String(cause));
    }
    if (answer.ok) return answer;
    const text = (await answer.text()).slice(0, 300);
    throw this.#failed(`${path.split("?")[0]} answered ${answer.status}: ${text}`, answer.status);
  }

  /** Whether it is a Fettle, which keeps more than MLflow's API tells. */
  async isFettle(): Promise<boolean> {
    return this.fetch("/api/fettle/1/transfer/kinds").then(
      () => true,
      () => false,
    );
  }

  #failed(problem: string, status?: number): Error {
    return fail(ERRORS, "TRANSFER_SOURCE", {
      source: this.#url,
      problem,
      ...(status === undefined ? {} : { answered: status }),
    });
  }

  async get(path: string, query: Record<string, string>): Promise<Json> {
    const search = new URLSearchParams(query);
    return (await this.fetch(`/api/2.0/mlflow/${path}?${search}`)).json();
  }

  /** All items of a search, page after page. */
  async *pages(field: string, path: string, body: Json): AsyncIterable<Json> {
    let token: string | undefined;
    do {
      const asked = {
        max_results: PAGE,
        ...body,
        ...(token === undefined ? {} : { page_token: token }),
      };
      const init = { method: "POST", body: JSON.stringify(asked) };
      const found = (await (await this.fetch(`/api/2.0/mlflow/${path}`, init)).json()) as Json;
      yield* found[field] ?? [];
      token = found.next_page_token || undefined;
    } while (token !== undefined);
  }

  /** All items of a search that is asked by GET. */
  async *list(field: string, path: string, query: Record<string, string>): AsyncIterable<Json> {
    let token: string | undefined;
    do {
      const asked = token === undefined ? query : { ...query, page_token: token };
      const found = await this.get(path, asked);
      yield* found[field] ?? [];
      token = found.next_page_token || undefined;
    } while (token !== undefined);
  }
}

/** Refusals that say nothing of what was asked for: who asks is not let in, or too often. */
const OF_ALL = new Set([401, 403, 408, 429]);

/** Tells that the server refused this one thing, and throws what keeps all the rest back too. */
export function tellRefused(left: LeftBehind, error: unknown, what: string, of: string): void {
  const status = isFettleError(error) ? (error.facts as { answered?: number }).answered : undefined;
  if (!isFettleError(error) || status === undefined || status >= 500 || OF_ALL.has(status))
    throw error;
  left.add(`${what} that the server refuses`, 1, `${of}: ${error.message}`);
}
