import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/** How long the machine runs, sleep included, which nobody sets; `id` is another one after each start. */
export type Boot = { readonly id: string; readonly upMs: number };

/** This machine's; without an id where the system gives none. */
export function bootNow(): Boot {
  return { id: bootId(), upMs: Math.round(uptime() * 1000) };
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
