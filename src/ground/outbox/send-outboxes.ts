import { readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { isPassing } from "#ground/http";
import {
  type OutboxOptions,
  readOutbox,
  removeOutbox,
  type SendKept,
  sendKept,
} from "./outbox-file.ts";

const ABANDONED_MS = 24 * 3_600_000;

/** What became of the outboxes that earlier processes left. */
export type Sent = { readonly sent: number; readonly waiting: number; readonly elsewhere: number };

/** Sends what processes that are gone have left for `to`; what is meant for another server stays. */
export async function sendOutboxes<T>(
  options: OutboxOptions & { readonly send: SendKept<T> },
): Promise<Sent> {
  const { folder, to, send } = options;
  let [sent, waiting, elsewhere] = [0, 0, 0];
  for (const name of outboxesIn(folder)) {
    if (!isAbandoned(join(folder, name), name)) continue;
    const mine = join(folder, `${process.pid}-${name.slice(name.indexOf("-") + 1)}`);
    // Whoever renames it first sends it.
    if (!renamed(join(folder, name), mine)) continue;
    const { to: meant, requests } = readOutbox<T>(mine);
    if (meant !== to) {
      elsewhere += requests.length;
      renamed(mine, join(folder, name));
      continue;
    }
    let done = 0;
    try {
      for (const request of requests) {
        await sendKept(request, send, options);
        done += 1;
      }
      removeOutbox(mine, folder);
    } catch (error) {
      renamed(mine, join(folder, name));
      if (!isPassing(error)) throw error;
    }
    sent += done;
    waiting += requests.length - done;
  }
  return { sent, waiting, elsewhere };
}

function outboxesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+-[0-9a-f]+\.jsonl$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Its process is gone. A number may belong to somebody else by now, so a day without a word counts as well. */
function isAbandoned(path: string, name: string): boolean {
  const pid = Number(name.slice(0, name.indexOf("-")));
  try {
    if (Date.now() - statSync(path).mtimeMs > ABANDONED_MS) return true;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
