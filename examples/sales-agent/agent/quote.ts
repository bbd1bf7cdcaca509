/** The one tool of the agent: what Tally costs. Prices live here and nowhere else. */
export const PLANS = ["basic", "team", "pro"] as const;
export type Plan = (typeof PLANS)[number];

/** Dollars per person and month. */
export const PRICES: Readonly<Record<Plan, number>> = { basic: 6, team: 9, pro: 12 };

export type QuoteRequest = { readonly seats: number; readonly plan: Plan };
export type Quote = QuoteRequest & { readonly perSeat: number; readonly monthly: number };

export function getQuote({ seats, plan }: QuoteRequest): Quote {
  const perSeat = PRICES[plan];
  return { seats, plan, perSeat, monthly: seats * perSeat };
}
