import { type Caller, callerOf, type WireShape } from "#ground/wire";

/** An answer that is an error, as the server put it: what failed, and what to do next. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** The server's code, `REQUEST_REFUSED` for one; `SERVER_UNREACHABLE` where none answered. */
  readonly code: string;
  /** What to type or do next; empty where nothing helps. */
  readonly hint: string;
  /** HTTP status; 0 where no server answered. */
  readonly status: number;

  constructor(fields: { code: string; message: string; hint: string; status: number }) {
    super(fields.message);
    this.code = fields.code;
    this.hint = fields.hint;
    this.status = fields.status;
  }
}

const PREFIX = "/api/fettle/1";

/** The address of a route of Fettle's own API; each segment is encoded. */
export function apiPath(
  segments: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const path = segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
  return PREFIX + path + (given.length === 0 ? "" : `?${search}`);
}

/**
 * The routes of one slice as its `api.ts` tells them: `api<RunsApi>().get("/api/fettle/1/runs/:ref", { params: { ref } })`.
 * Throws a `Problem` for every answer that is an error.
 */
export function api<W extends WireShape>(signal?: AbortSignal): Caller<W> {
  return callerOf((method, path, { query = {}, body }) => {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
    const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
    const headers = { accept: "application/json" };
    return send(path + (given.length === 0 ? "" : `?${search}`), {
      method,
      signal: signal ?? null,
      ...(method === "GET" || method === "DELETE"
        ? { headers }
        : {
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify(body ?? {}),
          }),
    });
  });
}

/** The first bytes of a file, and whether there are more; asked for by range, and cut where that is not answered. */
export async function askBytes(
  path: string,
  most: number,
  signal?: AbortSignal,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly cut: boolean }> {
  const response = await reach(path, {
    headers: { range: `bytes=0-${most - 1}` },
    signal: signal ?? null,
  });
  // An empty file has no first byte to answer with.
  if (response.status === 416) return { bytes: new Uint8Array(0), cut: false };
  if (!response.ok) throw await problemOf(response);
  const whole = Number(/\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1]);
  const chunks: Uint8Array[] = [];
  let held = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined && held <= most) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    held += value.length;
  }
  await reader?.cancel();
  const bytes = new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer()).slice(0, most);
  return { bytes, cut: held > most || whole > held };
}

async function send(path: string, init: RequestInit): Promise<unknown> {
  const response = await reach(path, init);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined;
  return response.json();
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem({
      code: "SERVER_UNREACHABLE",
      message: "The server does not answer.",
      hint: "fettle server status",
      status: 0,
    });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof body["error_code"] === "string")
      return new Problem({
        code: body["error_code"],
        message: String(body["message"] ?? ""),
        hint: String(body["hint"] ?? ""),
        status: response.status,
      });
  } catch {
    // Not JSON: a proxy's page.
  }
  return new Problem({
    code: "SERVER_REFUSED",
    message: `The server answered ${response.status} ${response.statusText}.`,
    hint: "fettle doctor",
    status: response.status,
  });
}
