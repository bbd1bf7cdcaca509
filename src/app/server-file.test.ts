import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  makeStore,
  readServerFile,
  readToken,
  serverFromBeforeMove,
  socketPath,
  writeServerFile,
} from "./server-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-server-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file in the place of a store, and a path that the database can't take, are told as what they are", () => {
  const file = join(folder, "file");
  writeFileSync(file, "mine");
  expect(() => makeStore(file)).toThrow(`could not use ${file}: it is a file`);
  const long = join(folder, ...Array.from({ length: 5 }, () => "x".repeat(100)));
  expect(() => makeStore(long)).toThrow(/its path is 5\d\d bytes long; the database takes 492/);
});

describe("a store's token", () => {
  test("is 256 random bits that its user alone can read, and stays", () => {
    const token = readToken(folder);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(join(folder, "token")).mode & 0o777).toBe(0o600);
    expect(readToken(folder)).toBe(token);
  });

  test.each(["", "\n", "short\n"])("of %j is no token, and is made anew", (content) => {
    writeFileSync(join(folder, "token"), content);
    expect(readToken(folder)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("server.json", () => {
  const written = {
    pid: 7,
    url: "http://127.0.0.1:5000",
    socket: "/s",
    version: "1",
    startedAt: 1,
    background: true,
  };

  test("is read as it was written", () => {
    writeServerFile(folder, written);
    expect(readServerFile(folder)).toMatchObject(written);
  });

  test.each(["", "garbage", "null", "[]", "{}", JSON.stringify({ ...written, url: "zzz" })])(
    "of %j is as good as none",
    (content) => {
      writeFileSync(join(folder, "server.json"), content);
      expect(readServerFile(folder)).toBeUndefined();
    },
  );

  test("speaks of its own store alone: not in a copy, nor where the store was moved to", () => {
    const [store, copy, moved] = ["store", "copy", "moved"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(store);
    const inside = { ...written, socket: join(store, "server.sock") };
    writeServerFile(store, inside);
    expect(serverFromBeforeMove(store)).toBeUndefined();
    cpSync(store, copy, { recursive: true });
    expect([readServerFile(copy), serverFromBeforeMove(copy)]).toEqual([undefined, undefined]);
    renameSync(store, moved);
    expect(readServerFile(moved)).toBeUndefined();
    expect(serverFromBeforeMove(moved)).toMatchObject({
      pid: 7,
      socket: join(moved, "server.sock"),
    });
    writeServerFile(moved, written);
    renameSync(moved, store);
    expect(serverFromBeforeMove(store)?.socket).toBe("/s");
  });
});

describe("the socket of a store whose path is long", () => {
  const store = `/${"long/".repeat(40)}store`;
  const own = () => join(folder, `fettle-${process.getuid?.()}`);

  test("lies in a folder of the user's own", () => {
    expect(socketPath(store, folder)).toMatch(new RegExp(`^${own()}/[0-9a-f]{16}\\.sock$`));
    expect(statSync(own()).mode & 0o777).toBe(0o700);
  });

  test("never lies behind a link that somebody put there", () => {
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), own());
    expect(() => socketPath(store, folder)).toThrow(
      expect.objectContaining({ code: "FILE_DENIED" }),
    );
    expect(statSync(join(folder, "elsewhere")).mode & 0o077).not.toBe(0);
  });
});
