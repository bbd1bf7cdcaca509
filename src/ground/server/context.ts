import type { Clock } from "#ground/clock";
import type { Database } from "#ground/database";
import type { Events } from "#ground/events";
import type { Hooks } from "#ground/hooks";
import type { Log } from "#ground/log";
import type { Passes } from "./passes.ts";
import type { StoreSettings } from "./settings.ts";

/** What a verb that runs in the server may use. Made once by app. */
export type ServerContext = {
  readonly database: Database;
  readonly events: Events;
  readonly hooks: Hooks;
  readonly clock: Clock;
  readonly log: Log;
  /** Fettle's own version. */
  readonly version: string;
  readonly settings: StoreSettings;
  readonly passes: Passes;
  readonly store: {
    /** The store's folder; absolute. */
    readonly folder: string;
    /** The folder below which artifacts lie; absolute. */
    readonly artifacts: string;
  };
};

/** Who asks: filled by the listener before a route runs. */
export type RequestContext = {
  /** How the peer was admitted; `anyone` may ask for public routes alone. */
  readonly admitted: "socket" | "user" | "token" | "anyone";
  /** Name of the person, for records: the system user of a local peer, else `token`. */
  readonly user: string;
  /** What the pass was given for, where one was shown. */
  readonly pass?: string;
};
