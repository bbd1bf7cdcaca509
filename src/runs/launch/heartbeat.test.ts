import { expect, test } from "vitest";
import { newId } from "#ground/id";
import { callerOf } from "#ground/wire";
import { openTestServer } from "#test/open-store";
import { keepBeating } from "./heartbeat.ts";

test("a run beats each half minute until it is over, also when a beat fails", async () => {
  const server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  try {
    const over = new AbortController();
    const id = newId();
    await server.client.post("/api/fettle/1/runs", {
      id,
      project: "shop",
      experiment: "shop",
      startedAt: 1,
      command: ["true"],
      folder: ".",
      dirty: false,
      data: [],
    });
    const waits: number[] = [];
    const beats: string[] = [];
    const clock = {
      now: () => 0,
      sleep: async (ms: number) => {
        waits.push(ms);
        if (waits.length === 4) over.abort();
      },
    };
    const client = {
      ...server.client,
      api: () =>
        callerOf(async (_, path) => {
          beats.push(path);
          if (beats.length === 2) throw new Error("the server is away");
          return server.client.post(path);
        }),
    };
    await keepBeating(client, id, clock, over.signal);
    expect(waits).toEqual([30_000, 30_000, 30_000, 30_000]);
    expect(beats).toEqual(Array(3).fill(`/api/fettle/1/runs/${id}/beat`));
  } finally {
    await server.close();
  }
});
