/** SIGUSR1 opens Node's inspector, through which anybody on the machine may run code: no process of Fettle's has one. */
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processesIn } from "#test/processes-in";
import { type Desk, finished, openDesk } from "#test/type-fettle";

const isLinux = process.platform === "linux";
/** Node opens it at once; a moment is enough to see that it does not. */
const MOMENT_MS = 300;
const LISTENS = "0A";

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

/** The sockets of TCP on which a process listens. */
function listeningOf(pid: number): string[] {
  const lines = ["tcp", "tcp6"].flatMap((name) =>
    readFileSync(`/proc/${pid}/net/${name}`, "utf8").split("\n").slice(1),
  );
  const listening = lines
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENS)
    .map((fields) => `socket:[${fields[9]}]`);
  const own = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return "";
    }
  });
  return own.filter((link) => listening.includes(link)).sort();
}

/** Sends the signal to a process that is there, and sees that nothing new listens. */
async function signal(pid: number): Promise<void> {
  const before = listeningOf(pid);
  process.kill(pid, "SIGUSR1");
  await sleep(MOMENT_MS);
  expect(listeningOf(pid)).toEqual(before);
}

async function until<T>(ask: () => T | undefined): Promise<T> {
  for (;;) {
    const found = ask();
    if (found !== undefined) return found;
    await sleep(20);
  }
}

const serverPid = (): number | undefined => {
  try {
    return JSON.parse(readFileSync(join(desk.store, "server.json"), "utf8")).pid as number;
  } catch {
    return undefined;
  }
};

test.runIf(isLinux)("a server goes on after SIGUSR1, and opens no inspector", async () => {
  const child = desk.start("server", "--port", "0");
  const end = finished(child);
  await signal(await until(serverPid));
  expect((await desk.type("server", "status")).code).toBe(0);
  expect((await desk.type("server", "stop")).code).toBe(0);
  expect(await end).toMatchObject({ code: 0, stderr: "" });
});

test.runIf(isLinux)("nor does a server that is on its way up", async () => {
  const child = desk.start("server", "--port", "0");
  const end = finished(child);
  // From the moment that it has the flags of a server on, whatever of its modules is loaded.
  const flags = () =>
    processesIn(desk.folder).find((one) => /--max-semi-space-size.* server/.test(one));
  await until(flags);
  for (let i = 0; i < 40 && serverPid() === undefined; i += 1) {
    child.kill("SIGUSR1");
    await sleep(10);
  }
  await signal(await until(serverPid));
  await desk.type("server", "stop");
  expect(await end).toMatchObject({ code: 0, stderr: "" });
});

test.runIf(isLinux)("nor the one that a command starts in the background", async () => {
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  expect((await desk.type("runs", "list")).code).toBe(0);
  await signal(await until(serverPid));
  expect((await desk.type("server", "status")).code).toBe(0);
  expect(readFileSync(join(desk.store, "server.log"), "utf8")).not.toContain("Debugger");
});

test.runIf(isLinux)("nor a command, whose own child hears nothing of it", async () => {
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  const child = desk.start("run", "--", "sh", "-c", "touch started; sleep 1.5; echo done");
  const end = finished(child);
  await until(() => readdirSync(desk.folder).includes("started") || undefined);
  await signal(child.pid as number);
  const { code, stdout, stderr } = await end;
  expect([code, stdout.includes("done")]).toEqual([0, true]);
  expect(stderr).not.toContain("Debugger");
});

test.runIf(isLinux).each([
  [10, ""],
  [20, ""],
  // Says where one would be, and asks for none.
  [20, "--inspect-port=0"],
])(
  "nor one that got the signal %i ms after it was started, or it is shut soon %s",
  async (ms, options) => {
    await desk.close();
    desk = openDesk({ NODE_OPTIONS: options });
    writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
    const child = desk.start("run", "--", "sh", "-c", "touch started; sleep 1");
    const end = finished(child);
    await sleep(ms);
    child.kill("SIGUSR1");
    const isGone = () => child.exitCode !== null || child.signalCode !== null;
    await until(() => isGone() || readdirSync(desk.folder).includes("started") || undefined);
    await sleep(MOMENT_MS);
    // Node itself may not have listened yet, and ends.
    expect(isGone() ? [] : listeningOf(child.pid as number)).toEqual([]);
    expect([0, 138]).toContain((await end).code);
  },
);

test.runIf(isLinux)("nor what the demo starts of Fettle", async () => {
  // Its agent goes by the environment, and would look for its model in the desk's store.
  await desk.close();
  desk = openDesk({ FETTLE_STORE: "" });
  const child = desk.start("demo", "shop");
  const end = finished(child);
  const signalled = new Set<string>();
  let before: string[] = [];
  while (child.exitCode === null && child.signalCode === null) {
    // In its first moment a Node knows nothing of signals, and ends: each gets it when it is seen for the second time.
    const ours = processesIn(desk.folder).filter((one) =>
      /--disable-sigusr1.*bin\/fettle\.js/.test(one),
    );
    for (const one of ours) {
      if (signalled.has(one) || !before.includes(one)) continue;
      signalled.add(one);
      process.kill(Number.parseInt(one, 10), "SIGUSR1");
    }
    before = ours;
    await sleep(20);
  }
  const { code, stdout, stderr } = await end;
  expect([code, signalled.size > 5]).toEqual([0, true]);
  const log = readFileSync(join(desk.folder, "shop", ".git", "fettle", "server.log"), "utf8");
  expect(stdout + stderr + log).not.toContain("Debugger");
});
