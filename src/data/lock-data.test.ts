import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { startChild } from "#ground/process";
import { type DataFolder, openDataFolder } from "#test/data-folder";
import { findRepository, type Repository } from "./find-repository.ts";
import { withLock } from "./lock-data.ts";

const LOCK = ".dvc/tmp/fettle/lock";

function openRepository(): { folder: DataFolder; repository: Repository } {
  const folder = openDataFolder();
  folder.put(".dvc/config", "");
  return { folder, repository: findRepository(folder.root) as Repository };
}

/** The line that a process writes into its lock. */
function lineOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}\n`;
}

test("who works holds a lock that names the process and when it began; then nothing is left", async () => {
  const { folder, repository } = openRepository();
  const held = await withLock(repository, async () => {
    expect(folder.names(".dvc/tmp/fettle")).toEqual(["lock"]);
    return folder.text(LOCK);
  });
  expect(held).toBe(lineOf(process.pid));
  expect(folder.names(".dvc/tmp/fettle")).toEqual([]);
});

test("work that fails frees the lock, and its failure is told", async () => {
  const { folder, repository } = openRepository();
  const failing = withLock(repository, () => Promise.reject(new Error("no luck")));
  await expect(failing).rejects.toThrow("no luck");
  expect(folder.names(".dvc/tmp/fettle")).toEqual([]);
});

test("the second waits for the first", async () => {
  const { repository } = openRepository();
  const order: string[] = [];
  const free = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const first = withLock(repository, async () => {
    begun.resolve();
    await free.promise;
    order.push("first");
  });
  await begun.promise;
  const waits = Promise.withResolvers<void>();
  const clock = {
    ...systemClock,
    sleep(ms: number, signal?: AbortSignal) {
      waits.resolve();
      return systemClock.sleep(ms, signal);
    },
  };
  const second = withLock(repository, async () => void order.push("second"), clock);
  await waits.promise;
  free.resolve();
  await Promise.all([first, second]);
  expect(order).toEqual(["first", "second"]);
});

test("after more than ten seconds it gives up, names who holds the lock, and leaves it", async () => {
  const { folder, repository } = openRepository();
  folder.put(LOCK, lineOf(process.pid));
  const times = [5, 10_005, 10_006];
  const clock = { ...systemClock, now: () => times.shift() as number };
  await expect(withLock(repository, async () => "done", clock)).rejects.toMatchObject({
    code: "DATA_BUSY",
    exit: 3,
    message: `process ${process.pid} is changing the data of ${folder.root}`,
    hint: `wait until it has ended (ps -p ${process.pid}), then type the command again`,
  });
  expect(times).toEqual([]);
  expect(folder.names(".dvc/tmp/fettle")).toEqual(["lock"]);
  expect(folder.text(LOCK)).toBe(lineOf(process.pid));
});

test("the lock of a process that has ended is taken over, also where its number is another's now", async () => {
  const { folder, repository } = openRepository();
  const child = await startChild(["true"], { cwd: folder.root, output: "keep" });
  await child.ended;
  for (const text of [`${child.pid} 1\n`, `${process.pid} 1\n`, "", "nonsense\n"]) {
    folder.put(LOCK, text);
    const times = [0];
    const clock = { ...systemClock, now: () => times.shift() as number };
    expect(await withLock(repository, async () => folder.text(LOCK), clock)).toBe(
      lineOf(process.pid),
    );
    expect(folder.names(".dvc/tmp/fettle")).toEqual([]);
  }
});

test("where no lock can be written, that is told", async () => {
  const { folder, repository } = openRepository();
  folder.put(".dvc/tmp", "a file in the way");
  await expect(withLock(repository, async () => "done")).rejects.toMatchObject({
    code: "FILE_FAILED",
    message: expect.stringContaining(`could not write ${repository.scratch}/lock-${process.pid}-`),
  });
  expect(folder.text(".dvc/tmp")).toBe("a file in the way");
});
