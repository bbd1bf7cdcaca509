/** A folder, a file and a store that belong to somebody else. Typed as the user `nobody` where the tests run as root. */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectClearMessage } from "#test/clear-message";
import { finished, type Typed } from "#test/type-fettle";

const BIN = join(import.meta.dirname, "..", "..", "bin", "fettle.js");
const NOBODY = "65534";
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
const isRoot = process.getuid?.() === 0;
/** Nobody must reach this Node and this checkout, which may lie in a home of root. */
const reached =
  isRoot &&
  spawnSync(AS_NOBODY[0] as string, [...AS_NOBODY.slice(1), process.execPath, BIN, "--version"])
    .status === 0;
if (isRoot && !reached)
  process.stderr.write(
    "SKIPPED: missing permissions, since the user nobody can't run Fettle here\n",
  );

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-denied-")));
  chmodSync(root, 0o755);
  writeFileSync(join(root, "fettle.yaml"), "project: shop\n");
  writeFileSync(join(root, "rows.csv"), "a\n");
});
afterEach(() => {
  chmodSync(root, 0o755);
  rmSync(root, { recursive: true, force: true });
});

/** Types a command as somebody who may read the folder and not write it. */
function type(...words: string[]): Promise<Typed> {
  const [program = "", ...args] = [...(isRoot ? AS_NOBODY : []), process.execPath, BIN, ...words];
  const env: NodeJS.ProcessEnv = {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
    NO_COLOR: "1",
    HOME: "/nonexistent",
  };
  return finished(spawn(program, args, { cwd: root, env }));
}

test.runIf(!isRoot || reached)(
  "a folder that may not be written: each command names it, and makes nothing",
  async () => {
    chmodSync(root, 0o555);
    const before = readdirSync(root);
    for (const [code, ...words] of [
      [3, "init"],
      [3, "init", "inside"],
      [3, "demo"],
      [3, "data", "add", "rows.csv"],
      [125, "run", "--", "true"],
      [3, "server"],
      [3, "runs", "list"],
    ] as const)
      expectClearMessage(await type(...words), code, "no permission to ", root, `ls -ld "${root}`);
    expect(readdirSync(root)).toEqual(before);
    const doctor = await type("doctor");
    expect([doctor.code, doctor.stdout]).toEqual([
      1,
      expect.stringContaining("broken   store: no permission"),
    ]);
  },
);

test.runIf(!isRoot || reached)(
  "data that may not be read is named, and nothing is added",
  async () => {
    chmodSync(root, 0o777);
    mkdirSync(join(root, ".dvc", "tmp"), { recursive: true });
    writeFileSync(join(root, "secret.csv"), "b\n");
    chmodSync(join(root, "secret.csv"), 0o000);
    if (isRoot) spawnSync("chown", ["-R", NOBODY, join(root, ".dvc")]);
    const typed = await type("data", "add", "secret.csv");
    expectClearMessage(typed, 3, `no permission to read ${join(root, "secret.csv")}`);
    expect(readdirSync(root)).not.toContain("secret.csv.dvc");
  },
);

test.runIf(reached)(
  "a store of another user is refused, and said to be so by every command that asks for it",
  async () => {
    chmodSync(root, 0o777);
    const store = join(root, ".fettle");
    mkdirSync(store, { mode: 0o700 });
    for (const words of [["runs", "list"], ["server", "status"], ["server", "stop"], ["up"]])
      expectClearMessage(await type(...words), 3, `no permission to `, store);
  },
);
