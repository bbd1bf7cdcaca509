import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { callerOf, type Endpoints, type Wire } from "./index.ts";

const API = {
  show: {
    method: "GET",
    path: "/hats/:id/parts/*",
    query: z.object({ deep: z.coerce.boolean().optional() }),
    answer: z.object({ size: z.number() }),
  },
  list: { method: "GET", path: "/hats", answer: z.object({ hats: z.array(z.string()) }) },
  make: {
    method: "POST",
    path: "/hats",
    body: z.object({ name: z.string(), size: z.number().default(7) }),
    answer: z.object({ id: z.string() }),
  },
} as const satisfies Endpoints;
type HatsApi = Wire<typeof API>;

function recorded(): { caller: ReturnType<typeof callerOf<HatsApi>>; sent: unknown[] } {
  const sent: unknown[] = [];
  const caller = callerOf<HatsApi>(async (method, path, { query, body }) => {
    sent.push([method, path, query, body]);
    return {};
  });
  return { caller, sent };
}

test("parameters stand in the path encoded, and the rest keeps its slashes", async () => {
  const { caller, sent } = recorded();
  await caller.get("/hats/:id/parts/*", {
    params: { id: "a/b c", "*": "x/y z" },
    query: { deep: true },
  });
  await caller.get("/hats");
  await caller.post("/hats", { body: { name: "bowler" } });
  expect(sent).toEqual([
    ["GET", "/hats/a%2Fb%20c/parts/x/y%20z", { deep: true }, undefined],
    ["GET", "/hats", undefined, undefined],
    ["POST", "/hats", undefined, { name: "bowler" }],
  ]);
});

test("a path, a parameter, a body that api.ts does not tell is no program", async () => {
  const { caller } = recorded();
  expectTypeOf(caller.get("/hats")).resolves.toEqualTypeOf<{ hats: string[] }>();
  // @ts-expect-error: no such route
  await caller.get("/hat");
  // @ts-expect-error: not by this method
  await caller.put("/hats");
  // @ts-expect-error: a parameter is missing
  await caller.get("/hats/:id/parts/*", { params: { id: "a" } });
  // @ts-expect-error: the body is missing
  await caller.post("/hats");
  // @ts-expect-error: a size is a number
  await caller.post("/hats", { body: { name: "bowler", size: "7" } });
});
