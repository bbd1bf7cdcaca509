import { fork } from "node:child_process";
import { join } from "node:path";

/** Who asks for what and how often, one after the other; all of them at the same time. */
export type Reading = {
  readonly url: string;
  readonly token: string;
  readonly askers: readonly {
    readonly path: string;
    /** JSON of a POST; a GET without it. */
    readonly body?: string;
    readonly times: number;
  }[];
};

export type ReadingResult = { readonly path: string; readonly ms: number; readonly bytes: number };

/** Asks in a process of its own. */
export function readBeside(reading: Reading): Promise<readonly ReadingResult[]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "reading-process.ts"));
    child.on("message", (results) => resolve(results as ReadingResult[]));
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code !== 0) reject(new Error(`the reading process ended with ${code}`));
    });
    child.send(reading);
  });
}
