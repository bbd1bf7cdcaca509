/** A server that was stopped by Ctrl-Z, or hangs: commands say so, and how to go on, instead of waiting for ever. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectClearMessage } from "#test/clear-message";
import { type Desk, openDesk } from "#test/type-fettle";
import { readServerFile } from "../../src/app/server-file.ts";

let desk: Desk;
beforeEach(async () => {
  desk = openDesk();
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  await desk.type("run", "--name", "before", "--", "true");
});
afterEach(() => desk.close());

test("a server that takes connections and answers nothing is named, with its process", async () => {
  const pid = readServerFile(desk.store)?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  try {
    expectClearMessage(await desk.type("runs", "list"), 3, "says nothing", "fettle server status");
    const hint = `kill -CONT ${pid}`;
    for (const action of ["status", "stop"]) {
      const { code, stdout, stderr } = await desk.type("server", action);
      expect([action, code, stdout + stderr]).toEqual([action, 3, expect.stringContaining(hint)]);
    }
  } finally {
    process.kill(pid, "SIGCONT");
  }
  const { stdout } = await desk.type("runs", "list");
  expect(stdout).toContain("before");
});
