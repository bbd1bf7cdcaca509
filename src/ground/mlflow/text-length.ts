import { invalid } from "./invalid.ts";

/** How much of a text that is too long an error repeats. */
const SHOWN = 50;

/** Refuses a name that is too long, or that no disk and no database gives back as it was. */
export function checkText(text: string, name: string, max: number): void {
  checkTextLength(text, name, max);
  // PostgreSQL takes neither, and half a character comes back from a disk as another one.
  if (text.includes("\0") || !text.isWellFormed())
    throw invalid(text.toWellFormed(), name, "a name holds no NUL and no half of a character");
}

/** Refuses a text of more than `max` characters, as Python counts them. */
export function checkTextLength(text: string, name: string, max: number): void {
  if (isLonger(text, max)) throw invalid(cutText(text, SHOWN), name, tooLong(max));
}

/** What is wrong with a text that is too long, in MLflow's words. */
export function tooLong(max: number): string {
  return `exceeds the maximum length of ${max} characters`;
}

/** Whether a text has more than `max` characters, which are not UTF-16 units. */
export function isLonger(text: string, max: number): boolean {
  return text.length > max && cutText(text, max).length < text.length;
}

/** The first `max` characters. Half a surrogate pair would come back from the disk as another text. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let at = 0;
  for (let i = 0; i < max && at < text.length; i += 1)
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return text.slice(0, at);
}
