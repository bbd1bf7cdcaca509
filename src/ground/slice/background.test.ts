import { expect, test } from "vitest";
import { createLog } from "#ground/log";
import type { ServerContext } from "#ground/server";
import { begin } from "./background.ts";

function contextWith(lines: string[]): ServerContext {
  return {
    log: createLog(
      (line) => lines.push(line),
      () => 0,
    ),
  } as ServerContext;
}

test("background work stops in the reverse order, also where one of it fails to stop", async () => {
  const told: string[] = [];
  const lines: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      told.push(`begin ${name}`);
      return {
        async stop() {
          told.push(`stop ${name}`);
          if (fails) throw new Error("stuck");
        },
      };
    };
  const begun = await begin(
    [work("first"), work("second", true), work("third")],
    contextWith(lines),
  );
  await begun.stop();
  expect(told).toEqual([
    "begin first",
    "begin second",
    "begin third",
    "stop third",
    "stop second",
    "stop first",
  ]);
  expect(lines.join("")).toContain("background work did not stop");
});

test("what has begun is stopped where a later one can't begin", async () => {
  const told: string[] = [];
  const first = async () => ({ stop: async () => void told.push("stopped") });
  const second = async () => {
    throw new Error("no");
  };
  await expect(begin([first, second], contextWith([]))).rejects.toThrow("no");
  expect(told).toEqual(["stopped"]);
});
