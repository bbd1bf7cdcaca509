import type { ServedStore } from "../serve-store.ts";
import type { SetClock } from "../set-clock.ts";

// biome-ignore lint/suspicious/noExplicitAny: what is on the wire
export type Wire = any;

/** The server that a store is written through, and what was made so far. */
export type World = {
  readonly server: ServedStore;
  readonly clock: SetClock;
  /** Milliseconds that go by with each request. */
  readonly step: number;
  /** Ids of what was made, by a name of ours: `run.parent`. */
  readonly ids: Record<string, string>;
  /** Where deliveries go: `/ok` takes them, `/busy` asks to come again. */
  readonly receiver: string;
};

/** The answer of a request that must succeed. */
export async function done(
  world: World,
  method: string,
  path: string,
  body?: unknown,
): Promise<Wire> {
  world.clock.advance(world.step);
  const asked = { method, path, ...(body === undefined ? {} : { body }) };
  const { status, body: answer } = await world.server.send(asked);
  const text = answer.toString("utf8");
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return text.startsWith("{") ? JSON.parse(text) : text;
}

/** MLflow's API, by the part below `/api/2.0/mlflow/`. */
export function mlflow(
  world: World,
  path: string,
  body: object = {},
  method = "POST",
): Promise<Wire> {
  return done(world, method, `/api/2.0/mlflow/${path}`, body);
}

/** Stores an artifact by the proxy, below the artifacts of a run. */
export async function upload(
  world: World,
  place: string,
  content: string | Uint8Array,
): Promise<void> {
  world.clock.advance(world.step);
  const path = place.split("/").map(encodeURIComponent).join("/");
  const { status, body } = await world.server.send({
    method: "PUT",
    path: `/api/2.0/mlflow-artifacts/artifacts/${path}`,
    bytes: typeof content === "string" ? Buffer.from(content) : content,
  });
  if (status >= 300) throw new Error(`${place}: ${status} ${body.toString("utf8")}`);
}

/** The id that was given to a name. */
export function idOf(world: World, name: string): string {
  const id = world.ids[name];
  if (id === undefined) throw new Error(`nothing is called ${name}`);
  return id;
}

/** 32 hex digits that tell what they are for. */
export function madeId(kind: string, number: number): string {
  return `${kind}${String(number).padStart(32 - kind.length, "0")}`;
}
