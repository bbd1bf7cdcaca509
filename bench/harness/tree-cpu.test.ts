import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { treeCpu } from "./tree-cpu.ts";

it("counts what a child's child has used", async () => {
  const busy = "for (const until = Date.now() + 300; Date.now() < until;);";
  const wait = `${busy} console.log(1); process.stdin.on("end", () => {}).resume()`;
  // sh waits for node, and uses next to nothing itself.
  const shell = spawn("sh", ["-c", '"$0" -e "$1"; true', process.execPath, wait]);
  await once(shell.stdout, "data");
  expect(treeCpu(shell.pid ?? 0)).toBeGreaterThan(0.05);
  shell.stdin.end();
  await once(shell, "exit");
  expect(treeCpu(shell.pid ?? 0)).toBe(0);
});
