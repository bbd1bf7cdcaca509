import { createHash } from "node:crypto";
import type { Reader, Tx } from "#ground/database";
import type { RecordedEnvironment, RunEnvironment, RunPatch } from "./model.ts";
import { insertRecorded, selectRecorded } from "./store/recorded.ts";

/** Keeps what a run began in. Runs in the same environment share one text. */
export async function recordEnvironment(
  tx: Tx,
  run: number,
  found: { environment?: RunEnvironment | undefined; patch?: RunPatch | undefined },
): Promise<void> {
  for (const kind of ["environment", "patch"] as const) {
    if (found[kind] === undefined) continue;
    const body = JSON.stringify(found[kind]);
    const hash = createHash("sha256").update(body).digest("hex");
    await insertRecorded(tx, run, { kind, hash, body });
  }
}

/** What a run began in, as it was recorded. */
export async function readEnvironment(db: Reader, run: number): Promise<RecordedEnvironment> {
  const texts = await selectRecorded(db, run);
  return {
    environment: parsed<RunEnvironment>(texts.environment),
    patch: parsed<RunPatch>(texts.patch),
  };
}

function parsed<T>(text: string | undefined): T | null {
  return text === undefined ? null : (JSON.parse(text) as T);
}
