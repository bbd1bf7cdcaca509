import { findValues } from "./known-values.ts";
import { type WeighName, weighNames } from "./names.ts";
import { findByProgram, type Word } from "./programs.ts";
import { Spans } from "./spans.ts";
import { type Known, redactAs } from "./text.ts";
import { isReference, isSecretValue } from "./values.ts";

/** Flags of many programs that take a user and a password; `--user 1000:1000` is none. */
const USER_FLAG = /^--(user|login|userpass|userpwd|basic|basic-auth|creds|account)$/i;
const USER_AND_PASSWORD = /^[\w.@+-]{1,64}:(?=[^\s/:]{4,}$)(?=.*[A-Za-z])(?=.*[\d\W])/;
const FLAG = /^--?[A-Za-z][\w.:-]*$/;

/**
 * A command line without its secrets, an item an argument as before: known values, values of flags and variables with
 * such names, passwords of addresses, headers, JSON, keys known by their form, what a program takes as a password.
 * Redacting it again changes nothing.
 */
export function redactCommand(words: readonly string[], known: Known = {}): readonly string[] {
  const weigh = weighNames(known.patterns ?? []);
  const values = known.values ?? [];
  const hidden = words.map(() => new Spans());
  const placed = words.map((text, at): Word => ({ text, start: at, end: at }));
  for (const { word, from, to } of findByProgram(placed, weigh))
    hidden[word.start]?.add(word.text, from, to);
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (next !== undefined && USER_FLAG.test(word)) {
      const user = USER_AND_PASSWORD.exec(next)?.[0];
      if (user !== undefined && !isReference(next.slice(user.length)))
        hidden[at + 1]?.add(next, user.length, next.length);
    }
    if (next === undefined || isFlag(next) || !isGiven(word, next, weigh)) continue;
    // The program's own way goes before what a name says: `-pX` is no flag called `pX`.
    if (hidden[at]?.isEmpty !== true || hidden[at + 1]?.isEmpty !== true) continue;
    const user = /auth$|cred/i.test(word)
      ? (/^[\w.@+-]{1,64}:(?=.{2})/.exec(next)?.[0].length ?? 0)
      : 0;
    hidden[at + 1]?.add(next, user, next.length);
  }
  return words.map((word, at) => {
    // Values first: a part that is taken may cut one in two.
    findValues(word, values, hidden[at] as Spans);
    return redactAs((hidden[at] as Spans).hide(word), { kind: "shell", weigh, values });
  });
}

function isGiven(flag: string, value: string, weigh: WeighName): boolean {
  if (!FLAG.test(flag)) return false;
  const weight = weigh(flag);
  return weight !== undefined && isSecretValue(weight, value, "argument");
}

/** Whether a word after a flag is another flag. A secret may begin with a dash, but is longer than a short flag. */
function isFlag(word: string): boolean {
  return /^--[A-Za-z]/.test(word) || /^-[A-Za-z]{0,2}$/.test(word);
}
