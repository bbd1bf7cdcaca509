import type { Kind } from "./pairs.ts";
import type { Spans } from "./spans.ts";
import { isMixed, isPath, isSum } from "./values.ts";

const WORD = /(?<![\w+/.@:%~-])[A-Za-z0-9_\-+/]{24,128}={0,2}(?![\w+/.@%-])/g;
const LEAST_BITS = 3.7;

/**
 * Finds what looks drawn by lot though nothing says what it is. The last resort, and a narrow one: sums, ids, paths,
 * addresses, names of models and lines of encoded data are what a record is for.
 */
export function findRandom(text: string, kind: Kind, spans: Spans): void {
  for (const { index, 0: word } of text.matchAll(WORD))
    if (isDrawn(word) && isValue(text, index, kind) && !isInside(text, index, word.length))
      spans.add(text, index, index + word.length);
}

function isDrawn(word: string): boolean {
  if (
    isSum(word) ||
    isPath(word) ||
    /^(AAAA[A-Z]|sha\d+-|SHA\d+|MII|iVBOR|R0lGOD|UEsD|H4sI|\/9j\/)/.test(word)
  )
    return false;
  if (!(/\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word))) return false;
  // Words put together are somebody's name for something.
  const inWords = word.match(/[A-Z]?[a-z]{3,}/g)?.join("").length ?? 0;
  if (inWords > word.length / 2) return false;
  const parts = word.split(/[_\-/]/);
  if (parts.filter((part) => /^[a-z]{4,}$|^[A-Z][a-z]{3,}$/.test(part)).length > 0) return false;
  return parts.some((part) => isMixed(part, 16)) && bits(word) >= LEAST_BITS;
}

/** In code a word without quotes is somebody's name for something. */
function isValue(text: string, start: number, kind: Kind): boolean {
  return kind !== "code" || /["'`=]/.test(text[start - 1] ?? "");
}

/** In an address or a sum with its name, or a whole line of encoded data. */
function isInside(text: string, start: number, length: number): boolean {
  const before = text.slice(Math.max(0, start - 200), start);
  if (
    /:\/\/[^\s"'<>]*$|(integrity|sha\d*|checksum|digest|hash|etag)["']?\s*[:=]?\s*["']?$/i.test(
      before,
    )
  )
    return true;
  if (/base64,?$/.test(before)) return true;
  const isWholeLine =
    /(^|\n[+\- ]?\s*)["']?$/.test(before) &&
    /^(\\n|["',\s])*(\n|$)/.test(text.slice(start + length, start + length + 10));
  return isWholeLine && length >= 56;
}

/** Shannon's measure, of a letter. */
function bits(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values())
    sum -= (count / text.length) * Math.log2(count / text.length);
  return sum;
}
