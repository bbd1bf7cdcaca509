import type { Search } from "#web/page";
import type { XAxis } from "./draw-lines.ts";
import type { Window } from "./series.ts";

/** How charts are drawn, as the address says it; all charts of a screen share it. */
export type ChartSettings = {
  readonly log: boolean;
  readonly x: XAxis;
  /** 0 is none; below 1. */
  readonly smoothing: number;
  /** The part of x that is zoomed to, in steps or milliseconds. */
  readonly window: Window | undefined;
  /** Metrics drawn in one chart. */
  readonly together: readonly string[];
};

/** Reads the address; what it does not understand is as at first. */
export function settingsOf(search: Search): ChartSettings {
  const x = search["x"];
  const smoothing = Number(search["smooth"] ?? 0);
  const zoom = /^(-?\d+)\.\.(-?\d+)$/.exec(search["zoom"] ?? "");
  const [from, to] = [Number(zoom?.[1]), Number(zoom?.[2])];
  return {
    log: search["y"] === "log",
    x: x === "time" || x === "relative" ? x : "step",
    smoothing: smoothing > 0 && smoothing < 1 ? smoothing : 0,
    window: zoom !== null && from < to ? { from, to } : undefined,
    together: (search["with"] ?? "").split(",").filter(Boolean).map(decoded),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A zoom as the address says it: whole steps or milliseconds, never less than one of them. */
export function writeZoom(window: Window | undefined): string {
  if (window === undefined) return "";
  const from = Math.floor(window.from);
  return `${from}..${Math.max(from + 1, Math.ceil(window.to))}`;
}

/** Metrics drawn together, as the address says it. */
export function writeTogether(keys: readonly string[]): string {
  return keys.map((key) => key.replace(/[%,]/g, encodeURIComponent)).join(",");
}
