import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { createOutbox, sendOutboxes } from "./index.ts";

type Shelf = { readonly shelf: string };
type Request = { readonly post?: string; readonly upload?: Shelf & { readonly file: string } };

let folder: string;
let sent: Request[];
let refused: string[];
let isAway: boolean;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "fettle-outbox-")), "outbox");
  sent = [];
  refused = [];
  isAway = false;
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

const options = (to = "here") => ({
  folder,
  to,
  refused: (reason: string) => void refused.push(reason),
});
const send = async (request: Request): Promise<void> => {
  if (isAway)
    throw fail(GROUND_ERRORS, "SERVER_UNREACHABLE", { address: "here", reason: "it is away" });
  if (request.post === "/bad")
    throw fail(GROUND_ERRORS, "REQUEST_INVALID", { problem: "not like this" });
  sent.push(request);
};
const boxes = () => readdirSync(folder).filter((name) => /^\d+-/.test(name));
/** As if the process of the only outbox were gone. */
const orphan = (): string => {
  const [name = ""] = boxes();
  const path = join(folder, "999999999-aa.jsonl");
  renameSync(join(folder, name), path);
  return path;
};

test("nothing is written before something is kept, and nothing is left when all is sent", async () => {
  const outbox = createOutbox<Shelf>(options());
  await outbox.drain(send);
  expect(existsSync(folder)).toBe(false);
  outbox.keep({ post: "/a", body: { n: 1 } });
  outbox.keep({ post: "/b", body: [] });
  expect(outbox.waiting()).toBe(2);
  await outbox.drain(send);
  expect(sent).toEqual([
    { post: "/a", body: { n: 1 } },
    { post: "/b", body: [] },
  ]);
  expect([outbox.waiting(), readdirSync(folder)]).toEqual([0, []]);
});

test("what can't be sent goes on waiting, in order", async () => {
  const outbox = createOutbox<Shelf>(options());
  outbox.keep({ post: "/a", body: {} });
  isAway = true;
  await expect(outbox.drain(send)).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
  outbox.keep({ post: "/b", body: {} });
  isAway = false;
  await outbox.drain(send);
  expect(sent.map((one) => one.post)).toEqual(["/a", "/b"]);
});

test("a file is kept as a copy, which goes with what it was kept for", async () => {
  const outbox = createOutbox<Shelf>(options());
  const file = join(folder, "..", "notes.txt");
  writeFileSync(file, "kept");
  outbox.keepFile({ shelf: "top" }, file);
  rmSync(file);
  let text = "";
  await outbox.drain(async (request) => {
    if ("upload" in request) text = readFileSync(join(folder, request.upload.file), "utf8");
    await send(request);
  });
  expect(text).toBe("kept");
  expect(sent[0]?.upload?.shelf).toBe("top");
  expect(readdirSync(join(folder, "files"))).toEqual([]);
});

test("what the server refuses for good is put aside and told, and holds up nothing", async () => {
  const outbox = createOutbox<Shelf>(options());
  for (const post of ["/bad", "/a"]) outbox.keep({ post, body: {} });
  await outbox.drain(send);
  expect(sent.map((one) => one.post)).toEqual(["/a"]);
  expect(refused).toEqual(["not like this"]);
  const aside = readFileSync(join(folder, "refused.jsonl"), "utf8");
  expect(JSON.parse(aside)).toEqual({ post: "/bad", body: {}, reason: "not like this" });
});

test("a process sends what one that is gone has left, without the line that it did not end", async () => {
  createOutbox<Shelf>(options()).keep({ post: "/a", body: {} });
  appendFileSync(orphan(), '{"post":');
  expect(await sendOutboxes({ ...options(), send })).toEqual({ sent: 1, waiting: 0, elsewhere: 0 });
  expect(sent.map((one) => one.post)).toEqual(["/a"]);
  expect(boxes()).toEqual([]);
});

test("what is meant for another server, or can't be sent yet, stays where it was", async () => {
  createOutbox<Shelf>(options("there")).keep({ post: "/a", body: {} });
  orphan();
  expect(await sendOutboxes({ ...options(), send })).toMatchObject({ sent: 0, elsewhere: 1 });
  isAway = true;
  expect(await sendOutboxes({ ...options("there"), send })).toMatchObject({ sent: 0, waiting: 1 });
  expect(boxes()).toEqual(["999999999-aa.jsonl"]);
});

test("an outbox whose process lives is left alone", async () => {
  createOutbox<Shelf>(options()).keep({ post: "/a", body: {} });
  expect(await sendOutboxes({ ...options(), send })).toEqual({ sent: 0, waiting: 0, elsewhere: 0 });
  expect(boxes()).toHaveLength(1);
});

test("what went before the server was away again is not sent twice, and is counted", async () => {
  const outbox = createOutbox<Shelf>(options());
  for (const post of ["/a", "/b", "/c"]) outbox.keep({ post, body: {} });
  orphan();
  const once = async (request: Request) => {
    if (request.post === "/b") isAway = true;
    await send(request);
  };
  expect(await sendOutboxes({ ...options(), send: once })).toEqual({
    ...{ sent: 1, waiting: 2, elsewhere: 0 },
  });
  isAway = false;
  expect(await sendOutboxes({ ...options(), send })).toEqual({ sent: 3, waiting: 0, elsewhere: 0 });
  expect([boxes(), sent.map((one) => one.post)]).toEqual([[], ["/a", "/a", "/b", "/c"]]);
});

test("a folder that is not there or holds other things has no outbox", async () => {
  const none = { sent: 0, waiting: 0, elsewhere: 0 };
  expect(await sendOutboxes({ ...options(), send })).toEqual(none);
  createOutbox<Shelf>(options()).keep({ post: "/a", body: {} });
  const path = orphan();
  for (const name of ["x.jsonl", "999999999-zz.jsonl", "999999999-aa.json"]) {
    renameSync(path, join(folder, name));
    expect(await sendOutboxes({ ...options(), send })).toEqual(none);
    renameSync(join(folder, name), path);
  }
  const boundTo = { ...options("there"), send };
  expect(await sendOutboxes(boundTo)).toEqual({ sent: 0, waiting: 0, elsewhere: 1 });
});
