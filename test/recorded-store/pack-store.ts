import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** When the last word was said in the recorded store; a server over it must think that it is now. */
export const RECORDED_NOW = Date.UTC(2026, 0, 5, 12);

const PACKED = join(import.meta.dirname, "store.tar.gz");
/** Known to everybody, since nobody but tests serves this store. */
const TOKEN = "the-token-of-the-recorded-store-is-no-secret";

/** Puts the recorded store into a folder that does not exist yet. */
export function unpackStore(store: string): void {
  mkdirSync(store, { recursive: true, mode: 0o700 });
  execFileSync("tar", ["-xzf", PACKED, "-C", store]);
  writeToken(store);
}

export function writeToken(store: string): void {
  writeFileSync(join(store, "token"), `${TOKEN}\n`, { mode: 0o600 });
}

/** Packs these entries of a store, with nothing of who packed them and when. */
export function packStore(store: string, entries: readonly string[]): number {
  const steady = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner"];
  execFileSync("tar", [
    ...steady,
    `--mtime=@${RECORDED_NOW / 1000}`,
    "--use-compress-program=gzip -9n",
    "-cf",
    PACKED,
    "-C",
    store,
    ...entries,
  ]);
  return readFileSync(PACKED).length;
}
