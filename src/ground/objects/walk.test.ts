import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { localFolder } from "./local-folder.ts";
import { createSyncGroup } from "./sync-group.ts";
import { walk } from "./walk.ts";

test("a walk tells each file once with its size, folder by folder by name, however long the pages", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-walk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const real = localFolder(folder, true);
  for (const path of ["b/2", "b/1", "a", "c/d/e"])
    await real.put(
      path,
      (async function* () {
        yield Buffer.from(path);
      })(),
    );
  const files = async (path: string, limit: number) => {
    const store = {
      ...real,
      list: (at: string, page: object) => real.list(at, { ...page, limit }),
    };
    const found: string[] = [];
    for await (const one of walk(store, path)) found.push(`${one.path} ${one.size}`);
    return found;
  };
  for (const limit of [1, 2, 9]) {
    expect(await files("", limit)).toEqual(["a 1", "b/1 3", "b/2 3", "c/d/e 5"]);
    expect(await files("b", limit)).toEqual(["b/1 3", "b/2 3"]);
  }
  expect(await files("none", 9)).toEqual([]);
});

test("who asks during a sync shares the next one, also where the first one fails", async () => {
  const share = createSyncGroup();
  const begun: string[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const sync = (name: string) => () => {
    begun.push(name);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    return end.promise;
  };
  const first = share("a", sync("first"));
  const [second, third] = [share("a", sync("second")), share("a", sync("third"))];
  expect(third).toBe(second);
  const other = share("b", sync("other"));
  expect(begun).toEqual(["first", "other"]);
  ends[0]?.reject(new Error("disk"));
  await expect(first).rejects.toThrow("disk");
  await expect.poll(() => begun).toEqual(["first", "other", "second"]);
  const fourth = share("a", sync("fourth"));
  expect(fourth).not.toBe(second);
  ends[2]?.resolve();
  await second;
  await expect.poll(() => begun).toEqual(["first", "other", "second", "fourth"]);
  ends[1]?.resolve();
  ends[3]?.resolve();
  await Promise.all([fourth, other]);
  const last = share("a", sync("last"));
  expect(begun.at(-1)).toBe("last");
  ends[4]?.resolve();
  await last;
});
