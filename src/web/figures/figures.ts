import { isInfinite } from "#ground/wire";

/** A metric's value as the wire carries it: what JSON has no number for comes as a word. */
export type Value = number | string | null | undefined;

// Made once: making one costs a hundred times as much as using it.
const WHOLE = new Intl.NumberFormat("en-US");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A number to read: four significant digits, an exponent only where zeros would hide it. */
export function formatNumber(value: Value): string {
  if (value === null || value === undefined) return "–";
  const number = Number(value);
  if (Number.isNaN(number)) return typeof value === "string" ? value : "NaN";
  if (isInfinite(number)) return number > 0 ? "∞" : "-∞";
  if (Number.isInteger(number) && Math.abs(number) < 1e7) return WHOLE.format(number);
  const size = Math.abs(number);
  if (size >= 1e7 || size < 1e-4) return number.toExponential(2).replace("e+", "e");
  if (size >= 1000) return number.toFixed(1);
  return String(Number(number.toPrecision(4)));
}

/** A number for a column: as `formatNumber`, with the zeros at its end, so that the points stand in line. */
export function formatFigure(value: Value): string {
  const short = formatNumber(value);
  if (!/^-?\d+\.\d+$/.test(short)) return short;
  const number = Number(value);
  return Math.abs(number) >= 1000 ? short : number.toPrecision(4);
}

/** A count with its noun: `1 run`, `4,312 runs`. */
export function count(n: number, noun: string, nouns = `${noun}s`): string {
  return `${WHOLE.format(n)} ${n === 1 ? noun : nouns}`;
}

/** A share as percentage points, signed: `+4.2 points`. */
export function formatPoints(share: number): string {
  const points = Math.round(share * 1000) / 10;
  return `${points > 0 ? "+" : points < 0 ? "−" : ""}${Math.abs(points)} points`;
}

/** `0.4 ms`, `840 ms`, `3.2 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(minutes, 60, "h", "min");
  return pair(Math.round(minutes / 60), 24, "d", "h");
}

function pair(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

/**
 * `14:02:11` today, `23 Nov 14:02` this year, `23 Nov 2025` before; in the reader's time zone. Put together by hand:
 * a table writes hundreds while one scrolls, and `Intl` takes 50 microseconds for each.
 */
export function formatTime(at: number, now = Date.now()): string {
  const time = new Date(at);
  const today = new Date(now);
  const year = time.getFullYear();
  const day = `${time.getDate()} ${MONTHS[time.getMonth()]}`;
  if (year !== today.getFullYear()) return `${day} ${year}`;
  const [hour, minute, second] = [time.getHours(), time.getMinutes(), time.getSeconds()].map(
    (part) => String(part).padStart(2, "0"),
  );
  const isToday = time.getDate() === today.getDate() && time.getMonth() === today.getMonth();
  return isToday ? `${hour}:${minute}:${second}` : `${day} ${hour}:${minute}`;
}

/** `1.2 MB`, with 1000 bytes to the kB, as `ls -h --si` counts. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
