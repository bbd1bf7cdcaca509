import { PLANS, type Plan } from "./quote.ts";

/** A customer's message in the forms that later stages need. */
export type Message = {
  /** As it was typed. */
  readonly original: string;
  /** Lower case, one kind of apostrophe and space, no shouting: what the cache and the model see. */
  readonly text: string;
  /** `text` without marks and doubled letters, between spaces: what keywords are looked up in. */
  readonly squeezed: string;
  /** A number of people, if one is named. */
  readonly seats: number | null;
  readonly plan: Plan | null;
};

export function preprocess(original: string): Message {
  const text = original
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    // No English word has three of a letter in a row: "pleeease" is "please", "???" is "?".
    .replace(/([\p{L}?!.])\1{2,}/gu, "$1")
    .replace(/\s+/g, " ")
    .trim();
  return { original, text, squeezed: squeeze(text), seats: seatsIn(text), plan: planIn(text) };
}

/**
 * Typing errors hit doubled letters most: "cancell", "unsubscribbe", "helo". Keywords are squeezed the
 * same way, so that one spelling stands for all of them.
 */
export function squeeze(text: string): string {
  const words = text
    .replace(/'/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(/(\p{L})\1+/gu, "$1")
    .trim();
  return ` ${words} `;
}

const PEOPLE =
  "people|persons?|users?|seats?|licen[cs]es?|employees|colleagues|members|heads|staff|of us";
const BEFORE = new RegExp(`\\b(\\d{1,5}) (?:more )?(?:${PEOPLE})\\b`);
const AFTER = /\b(?:team of|make (?:it|that)|we are|we're|about|around) (\d{1,5})\b(?! ?[%$€£:])/;
const ALONE = /^(\d{1,5})[.!]?$/;

function seatsIn(text: string): number | null {
  const found = BEFORE.exec(text) ?? AFTER.exec(text) ?? ALONE.exec(text);
  const seats = Number(found?.[1] ?? 0);
  return seats > 0 ? seats : null;
}

function planIn(text: string): Plan | null {
  const named = PLANS.filter((plan) =>
    new RegExp(`\\b${plan}(?: plan| tier)\\b|\\b(?:on|to|for|take|want) ${plan}\\b`).test(text),
  );
  // Two plans in one message are a comparison, not a choice.
  return named.length === 1 ? (named[0] ?? null) : null;
}
