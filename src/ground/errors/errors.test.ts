import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  defineErrors,
  EXIT,
  errnoOf,
  FettleError,
  fail,
  GROUND_ERRORS,
  isFettleError,
  toFettleError,
} from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "fettle-errors-"));
afterAll(() => rmSync(folder, { recursive: true }));

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

it("makes message and hint from the facts, and keeps the cause", () => {
  const table = defineErrors({
    THING_LOST: {
      message: (f: { thing: string }) => `${f.thing} is lost`,
      hint: (f) => `fettle find ${f.thing}`,
      status: 404,
      exit: EXIT.no,
      when: "A thing is lost.",
    },
  });
  const cause = new Error("why");
  const error = fail(table, "THING_LOST", { thing: "hat" }, cause);
  expect(isFettleError(error)).toBe(true);
  expect({ ...error, message: error.message, cause: error.cause }).toEqual({
    name: "FettleError",
    code: "THING_LOST",
    message: "hat is lost",
    hint: "fettle find hat",
    status: 404,
    exit: 1,
    facts: { thing: "hat" },
    cause,
  });
});

it("gives what the operating system throws a code that names the path", () => {
  const missing = thrownBy(() => readFileSync(join(folder, "gone")));
  expect(errnoOf(missing)).toBe("ENOENT");
  expect(toFettleError(missing)).toMatchObject({
    code: "FILE_MISSING",
    facts: { path: join(folder, "gone") },
    cause: missing,
  });
  mkdirSync(join(folder, "full", "inner"), { recursive: true });
  const failed = thrownBy(() => rmdirSync(join(folder, "full")));
  expect(toFettleError(failed, "remove").code).toBe("FILE_FAILED");
  for (const [errno, code] of [
    ["EACCES", "FILE_DENIED"],
    ["EROFS", "FILE_DENIED"],
    ["ENOSPC", "DISK_FULL"],
  ])
    expect(toFettleError(Object.assign(new Error("x"), { code: errno }), "write", "/a").code).toBe(
      code,
    );
});

it("says why in words, and names the folder whose permission it is about", () => {
  const thrown = (errno: string) => Object.assign(new Error("x"), { code: errno });
  const path = join(folder, "none", "file");
  expect(toFettleError(thrown("EACCES"), "write", path)).toMatchObject({
    message: `no permission to write ${path}`,
    hint: expect.stringMatching(`^ls -ld "${folder}" `),
  });
  expect(toFettleError(thrown("EISDIR"), "read", path).message).toBe(
    `could not read ${path}: it is a folder`,
  );
});

it("leaves errors of ours as they are, and calls everything else a bug", () => {
  const ours = fail(GROUND_ERRORS, "PROJECT_NOT_FOUND", { folder });
  expect(toFettleError(ours)).toBe(ours);
  for (const thrown of [new TypeError("no"), "no", { code: 7 }])
    expect(toFettleError(thrown)).toMatchObject({ code: "BUG", exit: EXIT.bug, cause: thrown });
  expect(new FettleError({ ...ours, message: "m" })).toBeInstanceOf(Error);
});
