import { expect, test } from "vitest";
import { settingsOf, writeTogether, writeZoom } from "./chart-settings.ts";

test("an address without a word draws steps, linear, raw, all of them", () => {
  expect(settingsOf({})).toEqual({
    log: false,
    x: "step",
    smoothing: 0,
    window: undefined,
    together: [],
  });
});

test("zoom and metrics together survive the address, and nonsense is as at first", () => {
  const zoom = writeZoom({ from: -0.4, to: 99.2 });
  expect(zoom).toBe("-1..100");
  const together = ["val/loss", "a,b%"];
  const settings = settingsOf({ zoom, with: writeTogether(together), smooth: "0.6" });
  expect(settings).toMatchObject({ window: { from: -1, to: 100 }, together, smoothing: 0.6 });
  expect(writeZoom({ from: 5.1, to: 5.2 })).toBe("5..6");
  expect(settingsOf({ zoom: "9..3", smooth: "7", x: "moon" })).toEqual(settingsOf({}));
});
