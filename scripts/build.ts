/** Builds dist/: the bundle, the types of `fettle/client` and the web UI. Swapped in whole, so that nobody meets half of it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const fresh = join(root, ".cache", `build-${process.pid}`);
const old = join(root, ".cache", `old-${process.pid}`);
const dist = join(root, "dist");

try {
  mkdirSync(fresh, { recursive: true });
  type("tsdown", ["--out-dir", fresh]);
  if (existsSync(join(root, "vite.config.ts")))
    type("vite", ["build", "--logLevel", "warn", "--emptyOutDir", "--outDir", join(fresh, "page")]);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

function type(program: string, args: readonly string[]): void {
  const path = join(root, "node_modules", ".bin", program);
  const { status } = spawnSync(path, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    process.stderr.write(`error: ${program} ended with ${status}\n`);
    process.exit(status ?? 1);
  }
}
