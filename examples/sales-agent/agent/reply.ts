import type { Message } from "./preprocessing.ts";
import { getQuote, type Plan, PRICES, type Quote, type QuoteRequest } from "./quote.ts";
import type { LeadStage, State } from "./session.ts";

export type Call = { readonly name: "get_quote"; readonly arguments: QuoteRequest };

export type Reply = {
  /** The route that was taken in the end: "yes" to an offered trial is `trial`. */
  readonly route: string;
  readonly messages: readonly string[];
  readonly calls: readonly Call[];
  readonly state: State;
};

/** What is said, and what of the state it changes. */
type Answer = { says: string; state?: Partial<State>; quote?: Quote; route?: string };

type Template = (message: Message, state: State) => Answer;

/** Fills the template of a route. What a message says about seats and plan is kept whatever the route. */
export function reply(route: string, message: Message, before: State): Reply {
  const known: State = {
    ...before,
    seats: message.seats ?? before.seats,
    plan: message.plan ?? before.plan,
  };
  const template = TEMPLATES[route] ?? askBack;
  const answer = template(message, known);
  const { says, quote } = answer;
  return {
    route: answer.route ?? route,
    messages: [says],
    calls: quote === undefined ? [] : [callOf(quote)],
    // An offer stands for one turn: a "yes" later than that is not an answer to it.
    state: { ...known, offered: null, asked_back: 0, ...answer.state },
  };
}

const DEFAULT_PLAN: Plan = "team";

const price: Template = (_, { seats, plan }) => {
  if (seats === null) {
    return {
      says:
        `Basic is $${PRICES.basic}, Team $${PRICES.team} and Pro $${PRICES.pro} per person and month. ` +
        "How many people would use it?",
      state: { offered: "seats" },
    };
  }
  const quote = getQuote({ seats, plan: plan ?? DEFAULT_PLAN });
  return {
    says: `${inWords(quote)}. Would you like to try it free for 14 days first?`,
    state: { lead: { stage: "quoted" }, plan: quote.plan, offered: "trial" },
    quote,
  };
};

const objectionPrice: Template = (_, { seats, plan }) => {
  const state = { lead: { stage: "objection" as LeadStage }, offered: "trial" as const };
  if (seats === null || plan === "basic") {
    return {
      says:
        `I understand. Basic, at $${PRICES.basic} per person and month, is as low as we go, and you can ` +
        "use it free for 14 days to see whether it pays off. Shall I start a trial?",
      state,
    };
  }
  const quote = getQuote({ seats, plan: "basic" });
  return {
    says: `I understand. ${inWords(quote)}. Shall I start a free trial of 14 days, so that you can compare?`,
    state,
    quote,
  };
};

const trial: Template = () => ({
  says:
    "The trial is free for 14 days, with all features of Pro and no credit card. " +
    "Start it at tally.example/trial whenever you like.",
  state: { lead: { stage: "trial" } },
});

const buy: Template = (_, { seats, plan }) => {
  const says =
    "You order at tally.example/order, by card or invoice; nothing is charged before you confirm there.";
  const state = { lead: { stage: "ordering" as LeadStage } };
  if (seats === null) return { says, state };
  const quote = getQuote({ seats, plan: plan ?? DEFAULT_PLAN });
  return { says: `${inWords(quote)}. ${says}`, state: { ...state, plan: quote.plan }, quote };
};

const human: Template = () => ({
  says: "I'm handing you over to a colleague, who will answer here as soon as possible.",
  state: { handed_over: true },
});

const askBack: Template = (_, { asked_back }) => ({
  says:
    "I'm not sure that I understand. Is it about prices, features, security, a trial, or an account " +
    "you have? I can also get you a colleague.",
  state: { asked_back: asked_back + 1, offered: "person" },
});

const affirm: Template = (message, state) => {
  if (state.offered === "trial") return { ...trial(message, state), route: "trial" };
  if (state.offered === "person") return { ...human(message, state), route: "human" };
  if (state.offered === "seats") {
    return { says: "Gladly. How many people would use it?", state: { offered: "seats" } };
  }
  return { says: "Great. What would you like to know about Tally?" };
};

const TEMPLATES: Readonly<Record<string, Template>> = {
  greet: () => ({
    says: "Hello! I'm Tally's assistant. Ask me about prices, features, a trial or a demo.",
  }),
  price,
  objection_price: objectionPrice,
  trial,
  buy,
  human,
  ask_back: askBack,
  affirm,
  demo: () => ({
    says: "Gladly. Pick a time for a demo of 30 minutes at tally.example/demo; bring as many people as you like.",
    state: { lead: { stage: "demo" } },
  }),
  features: () => ({
    says:
      "Tally tracks hours by project and client, in the browser and on the phone, with timesheet " +
      "approval, budgets, reports and invoices. tally.example/features lists what each plan has.",
  }),
  integrations: () => ({
    says:
      "Tally connects to Slack, Jira, Google and Outlook calendars, QuickBooks and Xero, and has a REST " +
      "API on every plan. The full list is at tally.example/integrations.",
  }),
  security: () => ({
    says:
      "Your data is encrypted at rest and in transit, stays in the EU, and is yours to export or delete. " +
      "Our SOC 2 report and the GDPR agreement are at tally.example/security.",
  }),
  cancel: () => ({
    says:
      "You can cancel any time under Settings, Billing, and keep access until the paid period ends. " +
      "Shall I get a colleague to help?",
    state: { lead: { stage: "leaving" }, offered: "person" },
  }),
  deny: () => ({ says: "No problem. I'm here if you have a question about Tally." }),
  thanks: () => ({ says: "You're welcome. I'm here if anything else comes up." }),
  out_of_scope: () => ({
    says: "I can only help with Tally: prices, features, security, a trial or an order.",
  }),
  opt_out: () => ({
    says: "Done: you won't hear from us again. Write START if you ever change your mind.",
    state: { opted_out: true, lead: { stage: "lost" } },
  }),
  opted_out: () => ({ says: "You have opted out. Write START to talk to us again." }),
  opt_in: () => ({
    says: "Welcome back. What would you like to know about Tally?",
    state: { opted_out: false, lead: { stage: "new" } },
  }),
  waiting: () => ({ says: "A colleague has this conversation now and will answer here." }),
};

function inWords({ seats, plan, perSeat, monthly }: Quote): string {
  const name = plan.charAt(0).toUpperCase() + plan.slice(1);
  const people = seats === 1 ? "1 person" : `${seats} people`;
  return `Tally ${name} for ${people} is $${monthly} a month ($${perSeat} each)`;
}

function callOf({ seats, plan }: Quote): Call {
  return { name: "get_quote", arguments: { seats, plan } };
}
