import { expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer } from "#test/open-store";
import { follow, screen } from "./follow.ts";

test("what follows a topic looks at once, and again for each event, until it says that it is over", async () => {
  const server = await openTestServer({ slices: [] });
  let looks = 0;
  const stopped = new AbortController();
  const context = { signal: stopped.signal, clock: systemClock };
  const over = follow(server.client, ["news"], context, async () => {
    looks += 1;
    if (looks < 3) setTimeout(() => server.context.events.publish("news"), 20);
    return looks === 3;
  });
  await over;
  expect(looks).toBe(3);
  await expect(
    follow(server.client, ["news"], context, async () => {
      throw new Error("no such thing");
    }),
  ).rejects.toThrow("no such thing");
  stopped.abort();
  await follow(server.client, ["news"], context, async () => false);
  await server.close();
});

test("a text is drawn over the one before it", () => {
  const said: string[] = [];
  const draw = screen({ output: { say: (text: string) => void said.push(text) } as never });
  draw("one\ntwo");
  draw("three");
  expect(said).toEqual(["one\ntwo", "\u001b[2A\u001b[Jthree"]);
});
