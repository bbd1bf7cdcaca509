/** Numbers in the words a person reads. English, locale-free, so that output is the same everywhere. */

import { isInfinite, type JsonNumber } from "#ground/wire";

/** `12,345`. */
export function count(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1.5 MiB`; whole bytes below a KiB. */
export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? rest : rest.toFixed(rest < 10 ? 1 : 0)} ${units[unit]}`;
}

/** `85 ms`, `4.2 s`, `3 min 12 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  // Rounded before they are split, so that nothing takes 2 minutes and 60 seconds.
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Four significant digits, no exponent for the sizes metrics have; `NaN`, `∞`. A number that JSON carries as a word, too. */
export function number(given: JsonNumber): string {
  const value = Number(given);
  if (isInfinite(value)) return value > 0 ? "∞" : "-∞";
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(3);
  return String(Number(value.toPrecision(4)));
}

/** `2026-11-23 16:04:09 UTC`: the same text in every time zone. */
export function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
