import { readFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { startChild } from "./index.ts";

const cwd = tmpdir();
/** A killed orphan that nobody has reaped yet is dead as well. */
const isAlive = (pid: number) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

test("a child's exit code is its own", async () => {
  const child = await startChild(["sh", "-c", "echo out; echo err >&2; exit 7"], {
    cwd,
    output: "keep",
  });
  expect(await child.ended).toEqual({ code: 7, signal: undefined });
  await sleep(20);
  expect(child.lastWords()).toContain("out\n");
});

test("a child that a signal ended has 128 and the signal's number", async () => {
  const child = await startChild(["sh", "-c", "kill -9 $$"], { cwd, output: "keep" });
  expect(await child.ended).toEqual({ code: 137, signal: "SIGKILL" });
});

test.each(["ILL", "TRAP", "BUS", "FPE", "USR1", "USR2", "ALRM", "XCPU", "SYS", "VTALRM", "IO"])(
  "also a child that SIG%s ended",
  async (name) => {
    const child = await startChild(["sh", "-c", `kill -s ${name} $$`], { cwd, output: "keep" });
    const signal = `SIG${name}` as NodeJS.Signals;
    expect(await child.ended).toEqual({ code: 128 + constants.signals[signal], signal });
  },
);

test("a program that does not exist is named", async () => {
  await expect(startChild(["no-such-program-here"], { cwd, output: "keep" })).rejects.toMatchObject(
    {
      code: "PROGRAM_MISSING",
      message: expect.stringContaining("no-such-program-here"),
    },
  );
});

test.runIf(process.platform === "linux")(
  "stopping ends everything that the child started, even what ignores the request",
  async () => {
    const script = "trap '' TERM; sleep 60 & echo pid $!; wait";
    const child = await startChild(["sh", "-c", script], { cwd, output: "keep" });
    while (!child.lastWords().includes("pid")) await sleep(10);
    const grandchild = Number(/pid (\d+)/.exec(child.lastWords())?.[1]);
    await child.stop("SIGTERM", 100);
    await sleep(50);
    expect([isAlive(child.pid), isAlive(grandchild)]).toEqual([false, false]);
  },
);

test("a child gets what is added to the environment, not what is taken away, and this Node first on its PATH", async () => {
  vi.stubEnv("FETTLE_STORE", "elsewhere");
  const child = await startChild(["sh", "-c", 'echo "$ADDED$FETTLE_STORE"; node --version'], {
    cwd,
    output: "keep",
    env: { ADDED: "yes", FETTLE_STORE: undefined },
  });
  vi.unstubAllEnvs();
  await child.ended;
  await sleep(20);
  expect(child.lastWords()).toBe(`yes\n${process.version}\n`);
});
