import { errnoOf, fail, GROUND_ERRORS } from "#ground/errors";
import type { Listener } from "#ground/http";
import { portOwner } from "./port-owner.ts";

const FIRST = 5000;
const TRIES = 50;

/**
 * Listens on `wanted`, or refuses with PORT_TAKEN and the owner's name. Without it: the port of the last time, so that
 * a client that is still logging finds the server again, then 5000 and the fifty after it, then any.
 */
export async function listenOnPort(
  listener: Listener,
  host: string,
  wanted: number | undefined,
  lastUrl: string | undefined,
): Promise<number> {
  if (wanted !== undefined) {
    const port = await attempt(listener, host, wanted);
    if (port !== undefined) return port;
    throw fail(GROUND_ERRORS, "PORT_TAKEN", { port: wanted, host, owner: portOwner(wanted) });
  }
  const last = lastUrl === undefined ? NaN : Number(new URL(lastUrl).port);
  const first = Number.isInteger(last) && last > 0 ? [last] : [];
  for (const port of [...first, ...Array.from({ length: TRIES }, (_, i) => FIRST + i), 0]) {
    const got = await attempt(listener, host, port);
    if (got !== undefined) return got;
  }
  throw fail(GROUND_ERRORS, "PORT_TAKEN", { port: FIRST, host, owner: portOwner(FIRST) });
}

async function attempt(
  listener: Listener,
  host: string,
  port: number,
): Promise<number | undefined> {
  try {
    return await listener.listenTcp(host, port);
  } catch (error) {
    if (errnoOf(error) === "EADDRINUSE" || errnoOf(error) === "EACCES") return undefined;
    throw error;
  }
}
