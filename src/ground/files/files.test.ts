import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { beneath, holdFolder, readText, writeFileWhole } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a file written whole", () => {
  test("is there with its content and mode, and nothing else is", () => {
    writeFileWhole(join(folder, "a", "b.txt"), "text", 0o600);
    writeFileWhole(join(folder, "a", "b.txt"), "other", 0o600);
    expect(readFileSync(join(folder, "a", "b.txt"), "utf8")).toBe("other");
    expect(statSync(join(folder, "a", "b.txt")).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, "a"))).toEqual(["b.txt"]);
  });

  test.skipIf(userInfo().uid === 0)("that may not be written says so and leaves nothing", () => {
    chmodSync(folder, 0o500);
    expect(() => writeFileWhole(join(folder, "x"), "")).toThrow(
      expect.objectContaining({ code: "FILE_DENIED" }),
    );
    chmodSync(folder, 0o700);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("over a folder fails and leaves no temporary file", () => {
    mkdirSync(join(folder, "x"));
    expect(() => writeFileWhole(join(folder, "x"), "")).toThrow(
      expect.objectContaining({ code: "FILE_FAILED" }),
    );
    expect(readdirSync(folder)).toEqual(["x"]);
  });
});

describe("a text that is read", () => {
  test("must be UTF-8, and the message names the line", () => {
    writeFileSync(join(folder, "latin1.csv"), Buffer.from([0x61, 0x0a, 0x62, 0xe9, 0x0a]));
    expect(() => readText(join(folder, "latin1.csv"))).toThrow("latin1.csv:2: not UTF-8");
    for (const [bytes, line] of [
      [[0xe9], 1],
      [[0xe9, 0x0a, 0x61], 1],
      [[0x61, 0x0a, 0x0a, 0xe9], 3],
      [[0x61, 0x0a, 0xc3], 2],
    ] as const) {
      writeFileSync(join(folder, "bad"), Buffer.from(bytes));
      expect(() => readText(join(folder, "bad"))).toThrow(`bad:${line}: not UTF-8`);
    }
    writeFileSync(join(folder, "good"), "\u00e9\n");
    expect(readText(join(folder, "good"))).toBe("\u00e9\n");
  });

  test("that is missing is an error with its path", () => {
    expect(() => readText(join(folder, "none"))).toThrow(
      expect.objectContaining({ code: "FILE_MISSING" }),
    );
  });
});

describe("a path beneath a folder", () => {
  test.each(["../x", "a/../../x", "/etc/passwd", "a//b", "./a", "", "a\0b", "a\\..\\b", ".."])(
    "%j is refused",
    (inside) => {
      expect(beneath(folder, inside)).toBeUndefined();
    },
  );

  test("that exists or not yet is given", () => {
    mkdirSync(join(folder, "a"));
    expect(beneath(folder, "a/b/c.txt")).toBe(join(folder, "a", "b", "c.txt"));
  });

  test("is given beneath a folder that is itself a link", () => {
    symlinkSync(folder, `${folder}-link`);
    mkdirSync(join(folder, "a"));
    expect(beneath(`${folder}-link`, "a/b")).toBe(join(`${folder}-link`, "a", "b"));
    rmSync(`${folder}-link`);
  });

  test("that leads out through a link, of a folder or a file, is refused", () => {
    const sibling = `${folder}-evil`;
    mkdirSync(sibling);
    symlinkSync(sibling, join(folder, "link"));
    symlinkSync(join(sibling, "none"), join(folder, "dangling"));
    expect(beneath(folder, "link/x")).toBeUndefined();
    expect(beneath(folder, "link")).toBeUndefined();
    expect(beneath(folder, "dangling")).toBeUndefined();
    // A link that stays inside leads into somebody else's part of the folder.
    mkdirSync(join(folder, "theirs"));
    symlinkSync("theirs", join(folder, "mine"));
    expect(beneath(folder, "mine/x")).toBeUndefined();
    rmSync(sibling, { recursive: true });
  });
});

/** As on a system that has no paths through handles. */
const withoutHandles = () => {
  const real = process.platform;
  Object.defineProperty(process, "platform", { value: "other" });
  onTestFinished(() => void Object.defineProperty(process, "platform", { value: real }));
};

describe.each([
  ["by its handle", () => undefined],
  ["by its path", withoutHandles],
])("a folder that is held %s", (_how, begin) => {
  test("is made with all above it where that is asked for, and is none otherwise", async () => {
    begin();
    const root = join(folder, "new", "root");
    expect(holdFolder(root, ["a"])).toBeUndefined();
    expect(holdFolder(root, [])).toBeUndefined();
    const made = holdFolder(root, ["a", "b"], true);
    writeFileSync(made?.at("x.txt") ?? "", "x");
    await made?.sync();
    made?.close();
    expect(readdirSync(join(root, "a", "b"))).toEqual(["x.txt"]);
    const again = holdFolder(root, ["a", "b"]);
    expect(readFileSync(again?.at("x.txt") ?? "", "utf8")).toBe("x");
    expect(readdirSync(again?.path ?? "")).toEqual(["x.txt"]);
    again?.close();
    const there = holdFolder(root, ["a", "c"], true);
    there?.close();
    expect([readdirSync(join(root, "a")), holdFolder(root, ["a", "d"])]).toEqual([
      ["b", "c"],
      undefined,
    ]);
    expect(statSync(join(root, "a", "c")).mode & 0o777).toBe(0o755);
  });

  test("is none where a part is missing, a link or a file", () => {
    begin();
    symlinkSync(tmpdir(), join(folder, "link"));
    writeFileSync(join(folder, "file"), "");
    expect(holdFolder(folder, ["none", "x"])).toBeUndefined();
    for (const part of ["link", "file"])
      for (const make of [false, true])
        for (const parts of [[part], [part, "x"]])
          expect(() => holdFolder(folder, parts, make)).toThrow(
            expect.objectContaining({ code: "ENOTDIR" }),
          );
    expect(() => holdFolder(folder, ["x".repeat(300)], true)).toThrow(
      expect.objectContaining({ code: "ENAMETOOLONG" }),
    );
  });

  test("is found through a root that is itself a link, and is closed once", () => {
    begin();
    symlinkSync(folder, `${folder}-root`);
    onTestFinished(() => rmSync(`${folder}-root`));
    const held = holdFolder(`${folder}-root`, ["a"], true);
    held?.close();
    expect(readdirSync(folder)).toEqual(["a"]);
    expect(() => held?.close()).toThrow("EBADF");
  });

  test.each(["..", ".", "", "a/b", "a\0"])("takes no name %j", (name) => {
    begin();
    expect(() => holdFolder(folder, [name], true)).toThrow(
      `${JSON.stringify(name)} is not the name of an entry`,
    );
    const held = holdFolder(folder, []);
    expect(() => held?.at(name)).toThrow("is not the name of an entry");
    held?.close();
  });
});

describe("a folder that is held", () => {
  test("is reached by its handle, whatever becomes of its path", () => {
    const held = holdFolder(folder, ["a", "b"], true);
    const moved = `${folder}-moved`;
    renameSync(join(folder, "a"), moved);
    symlinkSync(tmpdir(), join(folder, "a"));
    if (process.platform === "linux") {
      writeFileSync(held?.at("x.txt") ?? "", "x");
      expect(readdirSync(join(moved, "b"))).toEqual(["x.txt"]);
    }
    held?.close();
    rmSync(moved, { recursive: true });
  });
});
