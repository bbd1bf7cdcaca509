import { type Message, squeeze } from "./preprocessing.ts";
import type { State } from "./session.ts";

/** What the agent does with a message: an intent of the model, or one of its own ways out. */
export type Decision = { readonly route: string; readonly note: string };

type Rule = { route: string; name: string; holds: (message: Message, state: State) => boolean };

/**
 * What must not depend on a model: a customer who wants to be left alone, or wants a person, gets that
 * whatever was trained last night. The first rule that holds decides.
 */
const RULES: Rule[] = [
  {
    route: "opt_in",
    name: "came back after an opt-out",
    holds: ({ squeezed }, state) => state.opted_out && squeezed.trim() === "start",
  },
  { route: "opted_out", name: "has opted out", holds: (_, state) => state.opted_out },
  {
    route: "opt_out",
    name: "opt-out words",
    holds: ({ squeezed }) =>
      squeezed.trim() === "stop" || (has(squeezed, OPT_OUT) && !has(squeezed, ACCOUNT)),
  },
  { route: "waiting", name: "a colleague has it", holds: (_, state) => state.handed_over },
  { route: "human", name: "asks for a person", holds: ({ squeezed }) => has(squeezed, PERSON) },
  {
    route: "price",
    name: "a price for so many people",
    holds: ({ squeezed, seats }) => seats !== null && has(squeezed, PRICE),
  },
  {
    route: "price",
    name: "how many people, as asked",
    holds: ({ squeezed, seats }, state) =>
      seats !== null && state.offered === "seats" && squeezed.split(" ").length <= 10,
  },
  {
    route: "price",
    name: "another number of people after a quote",
    holds: ({ squeezed, seats }, state) =>
      seats !== null && state.seats !== null && has(squeezed, INSTEAD),
  },
  { route: "greet", name: "nothing but a greeting", holds: ({ squeezed }) => isGreeting(squeezed) },
];

export function applyHeuristics(message: Message, state: State): Decision | undefined {
  const rule = RULES.find((one) => one.holds(message, state));
  return rule && { route: rule.route, note: rule.name };
}

const OPT_OUT = phrases(
  "unsubscribe",
  "opt out",
  "opt me out",
  "stop messaging",
  "stop texting",
  "stop emailing",
  "stop contacting",
  "stop writing",
  "leave me alone",
  "dont contact",
  "do not contact",
  "dont message",
  "dont text",
  "take me off",
  "off your list",
);
const PERSON = phrases(
  "real person",
  "real human",
  "a human",
  "human please",
  "human being",
  "speak to someone",
  "talk to someone",
  "speak to a person",
  "talk to a person",
  "talk to sales",
  "call me",
  "phone me",
  "representative",
);
const PRICE = phrases("price", "pricing", "cost", "costs", "how much", "quote", "would we pay");
const INSTEAD = phrases("make it", "make that", "instead", "what about", "rather");
const ACCOUNT = phrases("plan", "subscription", "trial");
const HELLO = phrases("hi", "hello", "hey", "hiya", "morning", "afternoon", "evening");
const WITH_HELLO = new Set(
  [...HELLO, ...phrases("good", "there", "again", "all", "team", "everyone", "tally")].map((word) =>
    word.trim(),
  ),
);

function isGreeting(squeezed: string): boolean {
  const words = squeezed.trim().split(" ");
  return words.every((word) => WITH_HELLO.has(word)) && has(squeezed, HELLO);
}

function phrases(...texts: string[]): string[] {
  return texts.map(squeeze);
}

function has(squeezed: string, wanted: readonly string[]): boolean {
  return wanted.some((phrase) => squeezed.includes(phrase));
}
