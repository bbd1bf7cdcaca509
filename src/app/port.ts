import { errnoOf, fail, GROUND_ERRORS } from "#ground/errors";
import type { Listener } from "#ground/http";
import { portOwner } from "./port-owner.ts";

const FIRST = 5000;
const TRIES = 50;

/** Where a server listens, and the first port it tried in vain. */
export type Listening = { readonly port: number; readonly passedOver: number | undefined };

/**
 * Listens on `wanted`, or refuses with PORT_TAKEN and the owner's name. Without it: the port of the last time, so that
 * a client that is still logging finds the server again, then 5000 and the fifty after it, then any.
 */
export async function listenOnPort(
  listener: Listener,
  host: string,
  wanted: number | undefined,
  lastUrl: string | undefined,
): Promise<Listening> {
  if (wanted !== undefined) {
    const port = await attempt(listener, host, wanted);
    if (typeof port === "number") return { port, passedOver: undefined };
    if (port === "denied") throw fail(GROUND_ERRORS, "PORT_DENIED", { port: wanted, host });
    throw fail(GROUND_ERRORS, "PORT_TAKEN", { port: wanted, host, owner: portOwner(wanted) });
  }
  const last = lastUrl === undefined ? 0 : Number(new URL(lastUrl).port);
  const tries = [
    ...(last > 0 ? [last] : []),
    ...Array.from({ length: TRIES }, (_, i) => FIRST + i),
  ];
  for (const port of [...tries, 0]) {
    const got = await attempt(listener, host, port);
    if (typeof got === "number")
      return { port: got, passedOver: got === tries[0] ? undefined : tries[0] };
  }
  throw fail(GROUND_ERRORS, "PORT_TAKEN", { port: FIRST, host, owner: portOwner(FIRST) });
}

async function attempt(
  listener: Listener,
  host: string,
  port: number,
): Promise<number | "taken" | "denied"> {
  try {
    return await listener.listenTcp(host, port);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "EADDRINUSE") return "taken";
    if (errno === "EACCES") return "denied";
    if (errno === "EADDRNOTAVAIL" || errno === "ENOTFOUND" || errno === "EAI_AGAIN")
      throw fail(GROUND_ERRORS, "HOST_UNKNOWN", { host }, error);
    throw error;
  }
}
