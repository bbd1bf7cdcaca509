import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Recorded } from "./answers.ts";
import { RECORDED_NOW, unpackStore } from "./pack-store.ts";
import { type Asked, serveStore } from "./serve-store.ts";
import { createSetClock } from "./set-clock.ts";

/** What the recorded store answers, opened by the code as it is now; `look` sees its folder when it is closed again. */
export async function askStore(
  requests: readonly Asked[],
  look: (store: string) => void = () => {},
): Promise<Recorded[]> {
  const folder = mkdtempSync(join(tmpdir(), "fettle-recorded-"));
  try {
    const store = join(folder, "store");
    unpackStore(store);
    const server = await serveStore(store, createSetClock(RECORDED_NOW));
    const answers: Recorded[] = [];
    try {
      for (const asked of requests) answers.push({ ...asked, ...(await server.ask(asked)) });
    } finally {
      await server.stop();
    }
    if (server.errors().length > 0) throw new Error(server.errors().join("\n"));
    look(store);
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
