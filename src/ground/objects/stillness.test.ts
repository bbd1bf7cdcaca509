import { expect, test } from "vitest";
import { keptStill, moving } from "./index.ts";

test("who looks through a folder waits for the moves under way, and moves that come later wait for it", async () => {
  const told: string[] = [];
  const first = Promise.withResolvers<void>();
  const look = Promise.withResolvers<void>();
  const moved = moving("/a", () => first.promise.then(() => void told.push("first")));
  const looked = keptStill("/a", async () => {
    told.push("looks");
    await look.promise;
    told.push("looked");
  });
  const later = moving("/a", async () => void told.push("later"));
  const elsewhere = moving("/b", async () => void told.push("elsewhere"));
  await elsewhere;
  first.resolve();
  await moved;
  look.resolve();
  await Promise.all([looked, later]);
  expect(told).toEqual(["elsewhere", "first", "looks", "looked", "later"]);
});

test("two who look come one after the other, and one that fails lets the moves go on", async () => {
  const told: string[] = [];
  const broken = keptStill("/c", async () => {
    told.push("broken");
    throw new Error("no");
  });
  const second = keptStill("/c", async () => void told.push("second"));
  const move = moving("/c", async () => void told.push("moved"));
  await expect(broken).rejects.toThrow("no");
  await Promise.all([second, move]);
  expect(told[0]).toBe("broken");
  expect(told.slice(1).sort()).toEqual(["moved", "second"]);
});
