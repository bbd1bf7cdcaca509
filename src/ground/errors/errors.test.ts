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

it("tells every refusal of the operating system whole, with what to do", () => {
  const path = join(folder, "file");
  const told = (errno: string, text = "said") => {
    const cause = Object.assign(new Error(text), { code: errno });
    const { code, message, facts, cause: kept } = toFettleError(cause, "write", path);
    expect(kept).toBe(cause);
    return { code, message, facts };
  };
  expect(told("ENOENT")).toEqual({
    code: "FILE_MISSING",
    message: `${path} does not exist; expected a file or folder`,
    facts: { path, expected: "a file or folder" },
  });
  for (const errno of ["EACCES", "EPERM", "EROFS"])
    expect(told(errno)).toEqual({
      code: "FILE_DENIED",
      message: `no permission to write ${path}`,
      facts: { path, doing: "write", place: folder },
    });
  for (const errno of ["ENOSPC", "EDQUOT"])
    expect(told(errno)).toMatchObject({ code: "DISK_FULL", facts: { path } });
  const failed = (reason: string) => ({
    code: "FILE_FAILED",
    message: `could not write ${path}: ${reason}`,
    facts: { path, doing: "write", reason },
  });
  for (const [errno, reason] of [
    ["EISDIR", "it is a folder"],
    ["ENOTDIR", "a part of this path is a file, not a folder"],
    ["EEXIST", "something else has that name already"],
    ["ENAMETOOLONG", "the name is too long"],
    ["ELOOP", "its links lead in a circle"],
    ["EMFILE", "too many files are open"],
    ["EFBIG", "the file would be larger than the system allows (EFBIG)"],
    ["EIO", "the disk failed (EIO)"],
    ["EXDEV", "said"],
  ] as const)
    expect(told(errno)).toEqual(failed(reason));
  expect(told("ERR_ODD")).toMatchObject({ code: "BUG", facts: { problem: "said" } });
});

it("uses the path that an error names, and knows none where it names none", () => {
  const named = Object.assign(new Error("x"), { code: "EISDIR", path: "/a/b" });
  expect(toFettleError(named).message).toBe("could not use /a/b: it is a folder");
  for (const path of [undefined, 7]) {
    const nameless = Object.assign(new Error("x"), { code: "EISDIR", path });
    expect(toFettleError(nameless)).toMatchObject({
      ...{ code: "BUG", message: "this is a bug in Fettle: x" },
    });
  }
  expect(toFettleError({ code: "EISDIR" })).toMatchObject({ code: "BUG" });
  expect(toFettleError("EISDIR").message).toBe("this is a bug in Fettle: EISDIR");
  expect(toFettleError(null).message).toBe("this is a bug in Fettle: null");
  expect([undefined, null, 7, {}, { code: 7 }, { code: "EIO" }].map(errnoOf)).toEqual([
    ...[undefined, undefined, undefined, undefined, undefined, "EIO"],
  ]);
  const denied = Object.assign(new Error("x"), { code: "EACCES" });
  expect(toFettleError(denied, "read", "/none/of/these").facts["place"]).toBe("/");
});
