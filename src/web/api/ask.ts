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

/** Asks for JSON; throws a `Problem` for every other answer. */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { headers: { accept: "application/json" }, signal: signal ?? null });
}

/** Sends JSON and returns the answer's. */
export async function tell<T>(path: string, body: unknown): Promise<T> {
  return send<T>(path, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem({
      code: "SERVER_UNREACHABLE",
      message: "The server does not answer.",
      hint: "fettle server status",
      status: 0,
    });
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
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
