import { expect, test } from "vitest";
import type { LoadedVersion } from "../models-client.ts";
import { pinVariable, watchModel } from "./watch-model.ts";

type World = Parameters<typeof watchModel>[0];

/** A server whose alias is set by the test, and whose event stream is opened and closed by it. */
function worldOf() {
  const state = {
    version: 1,
    away: false,
    asked: [] as unknown[],
    waits: [] as number[],
    warned: [] as string[],
    topics: [] as (readonly string[])[],
    /** Ends the event stream. */
    close: () => {},
    event: () => {},
    pin: undefined as string | undefined,
    opens: true,
  };
  const read = async (name: string, which: object): Promise<LoadedVersion> => {
    state.asked.push([name, which]);
    if (state.away) throw new Error("away");
    return { name, version: state.version, runId: null, file: async () => new Uint8Array() };
  };
  const world: World = {
    readModel: read,
    readNow: read,
    pinned: () => state.pin,
    warn: (error) => void state.warned.push(error.message),
    clock: {
      now: () => 0,
      async sleep(ms, signal) {
        state.waits.push(ms);
        if (state.waits.length >= 9) state.away = false;
        await new Promise(setImmediate);
        signal?.throwIfAborted();
      },
    },
    client: {
      events(topics: readonly string[], on: () => void, signal: AbortSignal, opened: () => void) {
        state.topics.push(topics);
        if (!state.opens) return Promise.resolve();
        opened();
        state.event = on;
        return new Promise<void>((resolve) => {
          state.close = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      },
    } as never,
  };
  return { world, state };
}
const turns = async (count = 40): Promise<void> => {
  for (let i = 0; i < count; i += 1) await new Promise(setImmediate);
};

test("the champion is followed where no other alias is named, and what is served is not loaded again", async () => {
  const { world, state } = worldOf();
  const served: number[] = [];
  const watch = await watchModel(world, "intent", {
    onChange: ({ version }) => void served.push(version),
  });
  expect(state.asked[0]).toEqual(["intent", { alias: "champion" }]);
  await turns();
  expect(state.topics).toEqual([["models/intent"]]);
  state.event();
  await turns();
  expect(served).toEqual([1]);
  state.version = 2;
  state.event();
  state.event();
  await turns();
  expect(served).toEqual([1, 2]);
  watch.stop();
  state.version = 3;
  state.event();
  await turns();
  expect(served).toEqual([1, 2]);
});

test("a server that is away is asked again, less and less often, and warned of once", async () => {
  const { world, state } = worldOf();
  const served: number[] = [];
  const watch = await watchModel(world, "intent", {
    onChange: ({ version }) => void served.push(version),
  });
  await turns();
  state.away = true;
  state.version = 2;
  state.event();
  await turns();
  watch.stop();
  expect(state.waits.slice(0, 9)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  expect(state.warned).toHaveLength(1);
  expect(served).toEqual([1, 2]);
});

test("a stream that ends is opened again, and the alias asked for before and after", async () => {
  const { world, state } = worldOf();
  const served: number[] = [];
  const watch = await watchModel(world, "intent", {
    onChange: ({ version }) => void served.push(version),
  });
  await turns();
  state.version = 2;
  state.close();
  await turns();
  expect(state.topics).toHaveLength(2);
  expect([served, state.waits]).toEqual([[1, 2], [100]]);
  watch.stop();
});

test("a stream that does not open is tried less and less often, and the alias asked for each time", async () => {
  const { world, state } = worldOf();
  state.opens = false;
  const served: number[] = [];
  const watch = await watchModel(world, "intent", {
    onChange: ({ version }) => void served.push(version),
  });
  expect([served, state.asked.length]).toEqual([[1], 1]);
  state.version = 2;
  for (let i = 0; i < 1000 && state.waits.length < 8; i += 1) await new Promise(setImmediate);
  watch.stop();
  await turns();
  expect(state.waits.slice(0, 8)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  expect([served, state.warned]).toEqual([[1, 2], []]);
  // Once before each wait but the first, and nobody is asked after the end.
  expect(state.asked.length).toBe(state.waits.length);
  expect(state.topics.length).toBe(state.waits.length);
});

test("a version that can't be loaded is tried again until it is served, and told of in its own words", async () => {
  const { world, state } = worldOf();
  const served: number[] = [];
  let fails = 2;
  const watch = await watchModel(world, "intent", {
    alias: "best",
    onChange({ version }) {
      if (version === 2 && fails > 0) {
        fails -= 1;
        throw new Error(`can't load ${version}`);
      }
      served.push(version);
    },
  });
  await turns();
  state.version = 2;
  state.event();
  await turns();
  expect([served, state.waits, state.warned]).toEqual([[1, 2], [100, 200], ["can't load 2"]]);
  const asked = state.asked.length;
  state.event();
  await turns();
  expect([state.asked.length, served, state.asked.at(-1)]).toEqual([
    asked + 1,
    [1, 2],
    ["intent", { alias: "best" }],
  ]);
  watch.stop();
});

test("a signal ends the watch, too", async () => {
  const { world, state } = worldOf();
  const end = new AbortController();
  const served: number[] = [];
  await watchModel(world, "intent", {
    onChange: ({ version }) => void served.push(version),
    signal: end.signal,
  });
  end.abort();
  state.version = 2;
  state.event();
  await turns();
  expect(served).toEqual([1]);
});

test("a pin is a whole number above 0, and an empty one is none", async () => {
  const { world, state } = worldOf();
  const onChange = () => {};
  for (const none of ["0", "01", "1.5", "-1", "x", "1234567890"]) {
    state.pin = none;
    await expect(watchModel(world, "intent", { onChange })).rejects.toMatchObject({
      code: "MODELS_PIN_INVALID",
      message: expect.stringContaining("FETTLE_MODEL_INTENT"),
    });
  }
  state.pin = "123456789";
  (await watchModel(world, "intent", { onChange })).stop();
  expect(state.asked).toEqual([["intent", { version: 123_456_789 }]]);
  state.pin = "";
  (await watchModel(world, "intent", { onChange })).stop();
  expect(state.asked.at(-1)).toEqual(["intent", { alias: "champion" }]);
  expect(pinVariable("my model-2.de")).toBe("FETTLE_MODEL_MY_MODEL_2_DE");
});
