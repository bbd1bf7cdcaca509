import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { Lasting } from "./lasting.ts";

const full = fail(GROUND_ERRORS, "DISK_FULL", { path: join(tmpdir(), "none", "fettle.db") });

test("a full disk is answered with 503 for ten seconds, and then with 507, which nobody repeats", () => {
  const lasting = new Lasting();
  const statuses = [0, 9999, 10_000, 60_000, 119_000].map((at) => lasting.told(full, at).status);
  expect(statuses).toEqual([503, 503, 507, 507, 507]);
  const told = lasting.told(full, 119_001);
  expect([told.code, told.message, told.hint]).toEqual([full.code, full.message, full.hint]);
});

test("what nobody met for a minute, or what was written since on a disk with space, is over", () => {
  const lasting = new Lasting();
  expect([0, 60_001, 70_001].map((at) => lasting.told(full, at).status)).toEqual([503, 503, 507]);
  lasting.wroteSomething();
  expect(lasting.told(full, 70_002).status).toBe(503);
});

test("a disk that fails has its own ten seconds, and what is no lasting condition stays as it is", () => {
  const lasting = new Lasting();
  const failed = fail(GROUND_ERRORS, "FILE_FAILED", { path: "/a", doing: "read", reason: "EIO" });
  const away = fail(GROUND_ERRORS, "SERVER_UNREACHABLE", { address: "a", reason: "b" });
  lasting.told(full, 0);
  expect(lasting.told(failed, 20_000).status).toBe(503);
  expect(lasting.told(failed, 30_000).status).toBe(507);
  expect([0, 90_000].map((at) => lasting.told(away, at))).toEqual([away, away]);
});
