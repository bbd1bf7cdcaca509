/**
 * How ruamel.yaml writes a string as a value of a block mapping: plain, 'single' or "double", with its line breaks.
 * A port of its emitter (analyze_scalar, choose_scalar_style, write_plain, write_single_quoted, write_double_quoted) as
 * of 0.19.1, since the bytes of a .dvc file are its. Columns count characters, not UTF-16 units.
 */
export type Place = {
  /** Where the value begins, behind `key:`. */
  readonly column: number;
  /** Where a line that goes on begins. */
  readonly indent: number;
};

const BEST_WIDTH = 80;
const BREAKS = "\n\u0085\u2028\u2029";
const BLANKS = `\0 \t\r${BREAKS}`;

/** The value with the space before it. */
export function emitScalar(text: string, place: Place): string {
  const chars = [...text];
  const analysis = analyze(chars);
  if (analysis.plain && isString(text)) return writePlain(chars, place);
  const double = !analysis.single || text.includes("'") || text.includes("\n");
  return double ? writeDouble(chars, place) : writeSingle(chars, place);
}

/** Whether YAML 1.2 as ruamel resolves it reads a plain word as a string. */
function isString(text: string): boolean {
  return !RESOLVED.some((pattern) => pattern.test(text));
}

const RESOLVED: readonly RegExp[] = [
  /^(?:true|True|TRUE|false|False|FALSE)$/,
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?!_)(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$/,
  /^(?:<<|=|~|null|Null|NULL|)$/,
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
];

type Analysis = { plain: boolean; single: boolean };

function analyze(chars: readonly string[]): Analysis {
  const first = chars.slice(0, 1).join("");
  // Nothing is in every text: where there is no second character, or no first, that counts as a blank.
  const blankAfterFirst = BLANKS.includes(chars.slice(1, 2).join(""));
  const start = chars.slice(0, 3).join("");
  let indicators =
    start === "---" ||
    start === "..." ||
    "#,[]{}&*!|>'\"%@`".includes(first) ||
    ("?:-".includes(first) && blankAfterFirst);
  let special = false;
  let lines = false;
  let breakSpace = false;
  let spaceBreak = false;
  chars.forEach((char, index) => {
    const before = chars[index - 1];
    const after = chars[index + 1];
    if (char === ":" && (after === undefined || BLANKS.includes(after))) indicators = true;
    if (char === "#" && before !== undefined && BLANKS.includes(before)) indicators = true;
    if (BREAKS.includes(char)) lines = true;
    if (char !== "\n" && !printable(char)) special = true;
    if (char === " " && before !== undefined && BREAKS.includes(before)) breakSpace = true;
    if (BREAKS.includes(char) && before === " ") spaceBreak = true;
  });
  const last = chars.slice(-1).join("");
  const edges = [first, last].some((char) => char === " " || BREAKS.includes(char));
  const hard = special || breakSpace || spaceBreak;
  return { plain: !(indicators || edges || hard || lines), single: !hard };
}

function printable(char: string): boolean {
  const code = char.codePointAt(0) as number;
  if (code >= 0x20 && code <= 0x7e) return true;
  if (code === 0xfeff) return false;
  return (
    code === 0x85 ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    code >= 0x10000
  );
}

function writePlain(chars: readonly string[], { column, indent }: Place): string {
  let out = " ";
  let at = column + 1;
  for (const piece of pieces(chars)) {
    const space = piece[0] === " ";
    // One space at the end of a full line goes: the next word begins another.
    if (space && piece.length === 1 && at >= BEST_WIDTH) continue;
    // A word too long for any line gets a line of its own.
    if (!space && piece.length + at > BEST_WIDTH) {
      out += `\n${" ".repeat(indent)}`;
      at = indent;
    }
    out += piece.join("");
    at += piece.length;
  }
  return out;
}

/** Runs of spaces, runs of line breaks, and what stands between them. */
const PIECES = new RegExp(` +|[${BREAKS}]+|[^ ${BREAKS}]+`, "gu");

function pieces(chars: readonly string[]): string[][] {
  return (chars.join("").match(PIECES) ?? []).map((piece) => [...piece]);
}

/** Text with a quote or a newline never comes here: ruamel takes double quotes. Unicode's other breaks do. */
function writeSingle(chars: readonly string[], { column, indent }: Place): string {
  let out = " '";
  let at = column + 2;
  const all = pieces(chars);
  all.forEach((piece, index) => {
    const first = piece[0] as string;
    const wraps = first === " " && piece.length === 1 && at > BEST_WIDTH && index < all.length - 1;
    if (wraps || BREAKS.includes(first)) {
      out += `${wraps ? "\n" : piece.join("")}${" ".repeat(indent)}`;
      at = indent;
      return;
    }
    out += piece.join("");
    at += piece.length;
  });
  return `${out}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\u0007": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\u001b": "e",
  '"': '"',
  "\\": "\\",
  "\u0085": "N",
  "\u2028": "L",
  "\u2029": "P",
};

function escaped(char: string): string {
  const short = ESCAPES[char];
  if (short !== undefined) return `\\${short}`;
  // All that has more than four digits is printable.
  const hex = (char.codePointAt(0) as number).toString(16).toUpperCase();
  return hex.length === 4 ? `\\u${hex}` : `\\x${hex.padStart(2, "0")}`;
}

function writeDouble(chars: readonly string[], { column, indent }: Place): string {
  let out = ' "';
  let at = column + 2;
  let start = 0;
  const write = (text: string): void => {
    out += text;
    at += [...text].length;
  };
  for (let end = 0; end <= chars.length; end += 1) {
    const char = chars[end];
    if (char === undefined || mustEscape(char)) {
      write(chars.slice(start, end).join(""));
      start = Math.max(start, end);
      if (char !== undefined) {
        write(escaped(char));
        start = end + 1;
      }
    }
    const inner = end < chars.length - 1;
    if (!inner || !(char === " " || start >= end) || at + (end - start) <= BEST_WIDTH) continue;
    const backslash = needsBackslash(chars, start, end);
    write(chars.slice(start, end).join("") + (backslash ? "\\" : ""));
    start = Math.max(start, end);
    out += `\n${" ".repeat(indent)}`;
    at = indent;
    if (chars[start] === " ") {
      if (backslash) write("\\");
      else start += 1;
    }
  }
  return `${out}"`;
}

function mustEscape(char: string): boolean {
  if ('"\\\u0085\u2028\u2029\ufeff'.includes(char)) return true;
  return !printable(char);
}

/** Whether the break must be escaped, so that reading it makes no space; ruamel looks ahead to the next space. */
function needsBackslash(chars: readonly string[], start: number, end: number): boolean {
  if (!chars.includes(" ", end)) return true;
  const stop = chars.findIndex((char, index) => index >= end && (char === " " || char === "\n"));
  const next = chars[stop + 1];
  if (next === undefined) return true;
  if (chars[stop] === "\n" && next !== " ") return true;
  const ahead = chars.slice(end, stop);
  const doubled = chars[end - 1] === " " && chars[end] === " ";
  return (
    ahead.includes('"') ||
    ahead.includes("'") ||
    next === " " ||
    next === "\n" ||
    doubled ||
    start === end
  );
}
