import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Desk, finished, openDesk } from "#test/type-fettle";

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

/** Processes whose working folder is this one or lies below it, or is the store in its .git. */
function processesIn(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
      } catch {
        return false;
      }
    });
}

test.runIf(process.platform === "linux").each([300, 900, 1800, 3200, 5000, 7500])(
  "Ctrl-C %i ms into the demo stops everything it started and leaves a usable folder",
  async (ms) => {
    const child = desk.start("demo", "shop");
    const end = finished(child);
    await sleep(ms);
    child.kill("SIGINT");
    const { code } = await end;
    expect([0, 130]).toContain(code);
    const folder = join(desk.folder, "shop");
    for (let i = 0; i < 100 && processesIn(folder).length > 0; i += 1) await sleep(50);
    expect(processesIn(folder)).toEqual([]);
    const doctor = await desk.type("doctor");
    expect(doctor.stderr).not.toContain("bug");
  },
);

test("Ctrl-C during fettle run ends the command it started, and the run is KILLED", async () => {
  expect((await desk.type("init")).code).toBe(0);
  const child = desk.start("run", "--name", "long", "--", "sh", "-c", "sleep 60 & wait");
  const end = finished(child);
  await sleep(2500);
  child.kill("SIGINT");
  expect((await end).code).toBe(130);
  const { stdout } = await desk.type("runs", "show", "long", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ name: "long", status: "KILLED" });
});
