import { fail, toFettleError } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import type {
  LoadedVersion,
  ModelsClient,
  ModelsClientOptions,
  WatchOptions,
} from "../models-client.ts";

type World = Pick<ModelsClientOptions, "client" | "clock" | "pinned" | "warn"> &
  Pick<ModelsClient, "readModel"> & {
    /** As `readModel`, but a server that is away is an error at once. */
    readonly readNow: ModelsClient["readModel"];
  };

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;

/**
 * Follows an alias. Events only say that something changed, and are lost while the connection is; so the alias is asked
 * for each time the event stream opens, and after each event.
 */
export async function watchModel(
  world: World,
  name: string,
  options: WatchOptions,
): Promise<{ stop(): void }> {
  const variable = pinVariable(name);
  const pin = world.pinned(variable);
  if (pin !== undefined && pin !== "") {
    if (!/^[1-9]\d{0,8}$/.test(pin))
      throw fail(ERRORS, "MODELS_PIN_INVALID", { variable, value: pin });
    await options.onChange(await world.readModel(name, { version: Number(pin) }));
    return { stop() {} };
  }
  const end = new AbortController();
  const signal =
    options.signal === undefined ? end.signal : AbortSignal.any([options.signal, end.signal]);
  const alias = options.alias ?? "champion";
  const first = await world.readModel(name, { alias });
  await options.onChange(first);
  const read = (): Promise<LoadedVersion> => world.readNow(name, { alias });
  const check = oneAtATime(follow(world, read, options, first.version, signal));
  void listen(world, name, check, signal);
  return { stop: () => end.abort() };
}

/** `FETTLE_MODEL_INTENT` for the model `intent`. */
export function pinVariable(name: string): string {
  return `FETTLE_MODEL_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** Loads what the alias points at, where that is new; tries again until it works or the watch ends. */
function follow(
  world: World,
  read: () => Promise<LoadedVersion>,
  options: WatchOptions,
  first: number,
  signal: AbortSignal,
): () => Promise<void> {
  let served = first;
  return async () => {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        const next = await read();
        if (next.version === served || signal.aborted) return;
        await options.onChange(next);
        served = next.version;
        return;
      } catch (error) {
        // What the product's own `onChange` threw is told as it is.
        if (wait === FIRST_WAIT_MS)
          world.warn(error instanceof Error ? error : toFettleError(error, "follow"));
        await world.clock.sleep(wait, signal).catch(() => undefined);
      }
    }
  };
}

/** Events that come in while a check goes on cause one more check, not several at once. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await work();
    } while (again);
    running = undefined;
  };
  return () => {
    if (running !== undefined) again = true;
    running ??= run();
    return running;
  };
}

/** Keeps the event stream open; a server that comes back, at whatever address, is found by the check. */
async function listen(
  world: World,
  name: string,
  check: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const opened = (): void => {
      wait = FIRST_WAIT_MS;
      void check();
    };
    await world.client.events([`models/${name}`], () => void check(), signal, opened);
    if (signal.aborted) return;
    await world.clock.sleep(wait, signal).catch(() => undefined);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    await check();
  }
}
