import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { currentUser } from "./index.ts";

const FILE = join(import.meta.dirname, "current-user.ts");
const SCRIPT = `import("${FILE}").then((m) => console.log(JSON.stringify(m.currentUser())))`;

test("the user of this process has a number and a name", () => {
  expect(currentUser()).toEqual({ uid: process.getuid?.(), name: expect.stringMatching(/./) });
});

test.skipIf(process.getuid?.() !== 0)("a user without a name is a user too", () => {
  const { stdout } = spawnSync(process.execPath, ["-e", SCRIPT], { uid: 54_321, encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual({ uid: 54_321, name: "54321" });
});
