import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer, Asked } from "./serve-store.ts";

/** A request and what was answered to it. */
export type Recorded = Asked & Answer;

/** An answer that is meant to be another one by now, and why. */
export type KnownChange = Recorded & { readonly why: string };

const ANSWERS = join(import.meta.dirname, "answers.jsonl");
const CHANGES = join(import.meta.dirname, "known-changes.jsonl");

/** What was answered by the release that wrote the store. */
export function readAnswers(): Recorded[] {
  return readLines<Recorded>(ANSWERS);
}

export function writeAnswers(answers: readonly Recorded[]): void {
  writeLines(ANSWERS, answers);
}

/** Which of the answers are others by now. */
export function readKnownChanges(): KnownChange[] {
  return existsSync(CHANGES) ? readLines<KnownChange>(CHANGES) : [];
}

export function writeKnownChanges(changes: readonly KnownChange[]): void {
  writeLines(CHANGES, changes);
}

/** How a request is called: by its method and path, and by what it sends. */
export function nameOf({ method, path, body, send }: Asked): string {
  const more = [body, send].flatMap((part) => (part === undefined ? [] : [JSON.stringify(part)]));
  return [method, path, ...more].join(" ");
}

export function askedOf({ method, path, body, send }: Asked): Asked {
  return {
    method,
    path,
    ...(body === undefined ? {} : { body }),
    ...(send === undefined ? {} : { send }),
  };
}

export function answerOf({ status, headers, answer }: Answer): Answer {
  return { status, headers, answer };
}

function readLines<T>(file: string): T[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T);
}

function writeLines(file: string, values: readonly object[]): void {
  writeFileSync(file, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}
