import type { Kind } from "./grammar.ts";
import type { Scanner } from "./scanner.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds of a unit. */
export const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  min: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
};

/** As MLflow's tokenizer reads numbers; nothing that could be a name may follow. Each part begins with its own sign. */
const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y;
const SPAN = /-?\d+(?:\.\d+)?(?: ?(?:ms|min|s|m|h|d|w))(?![\w.])/y;
const DATE =
  /\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?(?![\w.-])/y;

/** A number, or an error. */
export function number(scanner: Scanner): number {
  const found = scanner.take(NUMBER);
  if (found === undefined) throw scanner.fail(`expected a number, got ${scanner.here}`);
  return Number(found);
}

/** A value of a kind; a time is a number (milliseconds since 1970), a date (UTC), or a span before now: `-7d`. */
export function value(scanner: Scanner, kind: Kind, now: number): string | number {
  if (kind === "text") return quotedText(scanner);
  if (kind === "number") return number(scanner);
  const quoted = scanner.quoted("'\"");
  if (quoted !== undefined) {
    const found = kind === "time" ? timeOf(quoted.text, now) : durationOf(quoted.text);
    if (found !== undefined) return found;
    throw scanner.fail(
      `expected ${expected(kind)}, got ${JSON.stringify(quoted.text.slice(0, 40))}`,
    );
  }
  const piece = scanner.take(DATE) ?? scanner.take(SPAN);
  if (piece !== undefined) {
    const found = kind === "time" ? timeOf(piece, now) : durationOf(piece);
    if (found !== undefined) return found;
    throw scanner.fail(`expected ${expected(kind)}, got ${JSON.stringify(piece)}`);
  }
  const word = scanner.peekWord()?.toLowerCase();
  if (kind === "time" && word !== undefined && word in DAYS) {
    scanner.word();
    return startOfDay(now) + (DAYS[word] as number) * DAY;
  }
  const found = scanner.take(NUMBER);
  if (found === undefined) throw scanner.fail(`expected ${expected(kind)}, got ${scanner.here}`);
  return Number(found);
}

function quotedText(scanner: Scanner): string {
  const found = scanner.quoted("'\"");
  if (found === undefined)
    throw scanner.fail(`expected a quoted string such as 'text', got ${scanner.here}`);
  return found.text;
}

const DAYS: Readonly<Record<string, number>> = { today: 0, yesterday: -1 };

function expected(kind: Kind): string {
  return kind === "time"
    ? "a time: milliseconds, a date such as 2026-11-01, or a span before now such as -7d"
    : "a duration: milliseconds, or with a unit such as 90s, 15min or 2h";
}

/** A date in UTC, or a span before now. */
function timeOf(text: string, now: number): number | undefined {
  const span = durationOf(text);
  // To the second, or to the minute where nobody could tell: the same question stays the same for a while.
  if (span !== undefined) {
    const grain = Math.abs(span) >= HOUR ? MINUTE : SECOND;
    return Math.floor(now / grain) * grain + span;
  }
  if (!new RegExp(`^(?:${DATE.source})$`).test(text)) return undefined;
  const full = text.length > 10 && !/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text;
  const time = Date.parse(full.replace(" ", "T"));
  return Number.isNaN(time) ? undefined : time;
}

function durationOf(text: string): number | undefined {
  const found = /^(-?\d{1,12}(?:\.\d{1,6})?) ?(ms|min|s|m|h|d|w)$/.exec(text);
  if (found === null) return undefined;
  return Number(found[1]) * (UNITS[found[2] as string] as number);
}

function startOfDay(now: number): number {
  return Math.floor(now / DAY) * DAY;
}
