import http from "node:http";
import { join } from "node:path";
import { systemClock } from "#ground/clock";
import { openSqlite } from "#ground/database";
import { createEvents } from "#ground/events";
import { connectHooks } from "#ground/hooks";
import { createLog } from "#ground/log";
import { createPasses, DEFAULT_SETTINGS, type ServerContext } from "#ground/server";

/** What a listener of the floor serves with, over a store in a folder; the caller closes its database. */
export function openContext(folder: string): ServerContext {
  return {
    database: openSqlite(join(folder, "a.db")),
    events: createEvents(),
    hooks: connectHooks([]),
    clock: systemClock,
    log: createLog(() => {}, Date.now),
    version: "0",
    settings: DEFAULT_SETTINGS,
    passes: createPasses("key"),
    store: { folder, artifacts: join(folder, "artifacts") },
  };
}

export type Asking = {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};

export type Answered = {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
};

/** Asks once, as the request is told, and reads the answer whole. */
export function askAt(
  at: http.RequestOptions,
  path: string,
  { method = "GET", headers = {}, body }: Asking = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = http.request({ ...at, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
