import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { finished, openDesk } from "#test/type-fettle";
import { oneStarter } from "./one-starter.ts";

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "fettle-starter-"));
});
afterEach(() => rmSync(store, { recursive: true }));

test("the first may start a server, the others once it is done", () => {
  const [first, second] = [oneStarter(store), oneStarter(store)];
  expect([first.isMine(), second.isMine(), first.isMine()]).toEqual([true, false, true]);
  second.done();
  expect(second.isMine()).toBe(false);
  first.done();
  expect([second.isMine(), existsSync(join(store, "server.starting"))]).toEqual([true, true]);
  second.done();
  expect(existsSync(join(store, "server.starting"))).toBe(false);
});

test("what a command that was killed left keeps nobody from it, nor does a store that can't be written", () => {
  writeFileSync(join(store, "server.starting"), String(2 ** 22 + 1));
  expect(oneStarter(store).isMine()).toBe(true);
  expect(oneStarter(join(store, "nowhere")).isMine()).toBe(true);
});

test("twelve commands at once on a store without a server all get through", async () => {
  const desk = openDesk();
  try {
    writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
    const all = Array.from({ length: 12 }, (_, i) =>
      finished(desk.start("run", "--name", `r${i}`, "--", "true")),
    );
    expect((await Promise.all(all)).filter(({ code }) => code !== 0)).toEqual([]);
    const { runs } = JSON.parse((await desk.type("runs", "list", "--json")).stdout);
    expect(runs).toHaveLength(12);
    expect(existsSync(join(desk.store, "server.starting"))).toBe(false);
  } finally {
    await desk.close();
  }
}, 120_000);
