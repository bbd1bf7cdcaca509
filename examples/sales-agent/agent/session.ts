import type { PredictionCache } from "./cache.ts";
import { PLANS, type Plan } from "./quote.ts";

/** Where the sale stands. */
export const LEAD_STAGES = [
  "new",
  "quoted",
  "objection",
  "trial",
  "demo",
  "ordering",
  "leaving",
  "lost",
] as const;
export type LeadStage = (typeof LEAD_STAGES)[number];

/** What the last message of the agent asked, so that "yes", "no" or a bare number make sense. */
export type Offer = "trial" | "person" | "seats" | null;

/** All that a conversation remembers. The names are those that dialogues check. */
export type State = {
  readonly lead: { readonly stage: LeadStage };
  readonly seats: number | null;
  readonly plan: Plan | null;
  readonly offered: Offer;
  /** Messages in a row that were not understood. */
  readonly asked_back: number;
  readonly handed_over: boolean;
  readonly opted_out: boolean;
};

export type Session = { state: State; readonly cache: PredictionCache };

export const NEW_STATE: State = {
  lead: { stage: "new" },
  seats: null,
  plan: null,
  offered: null,
  asked_back: 0,
  handed_over: false,
  opted_out: false,
};

/** What a dialogue may say under `given`: a customer with a history, and which cache to use. */
export type Given = { state: State; cache: "cold" | "shared" };

/** Throws a sentence for whoever wrote the dialogue. */
export function readGiven(given: Readonly<Record<string, unknown>>): Given {
  const { cache = "cold", lead, seats = null, plan = null, ...rest } = given;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) {
    throw new Error(`given.${unknown} is unknown: expected cache, lead, seats or plan`);
  }
  return {
    state: {
      ...NEW_STATE,
      lead: { stage: readStage(lead) },
      seats: seats === null ? null : readSeats(seats),
      plan: plan === null ? null : oneOf(PLANS, plan, "given.plan"),
    },
    cache: oneOf(["cold", "shared"] as const, cache, "given.cache"),
  };
}

function readStage(lead: unknown): LeadStage {
  if (lead === undefined) return NEW_STATE.lead.stage;
  const stage = (lead as { stage?: unknown } | null)?.stage;
  return oneOf(LEAD_STAGES, stage, "given.lead.stage");
}

function readSeats(seats: unknown): number {
  if (typeof seats === "number" && Number.isInteger(seats) && seats > 0) return seats;
  throw new Error(`given.seats is ${JSON.stringify(seats)}: expected a whole number above 0`);
}

function oneOf<T extends string>(known: readonly T[], value: unknown, name: string): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw new Error(`${name} is ${JSON.stringify(value)}: expected ${known.join(", ")}`);
}
