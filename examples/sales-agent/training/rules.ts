import type { Prediction } from "./linear.ts";
import { tokens } from "./text.ts";

/** The first rule with a phrase in the message wins, so the order is part of the rules. */
export type Rule = { intent: string; phrases: string[] };

export const NO_RULE_INTENT = "out_of_scope";

/** The simple thing to beat: what one writes down in an hour, before there is any data. */
export const SALES_RULES: Rule[] = [
  {
    intent: "opt_out",
    phrases: [
      "unsubscribe",
      "stop messaging",
      "stop texting",
      "stop emailing",
      "not contact",
      "leave me alone",
      "remove me",
    ],
  },
  {
    intent: "human",
    phrases: [
      "human",
      "real person",
      "someone from",
      "representative",
      "talk to someone",
      "speak to",
      "call me",
      "agent",
    ],
  },
  {
    intent: "objection_price",
    phrases: [
      "too expensive",
      "expensive",
      "can't afford",
      "over budget",
      "too much",
      "cheaper",
      "budget",
    ],
  },
  { intent: "cancel", phrases: ["cancel", "end my subscription", "close my account", "refund"] },
  { intent: "trial", phrases: ["trial", "try it", "free version", "test it"] },
  { intent: "demo", phrases: ["demo", "show me", "walkthrough", "screen share"] },
  { intent: "buy", phrases: ["buy", "sign up", "sign me up", "purchase", "subscribe", "order"] },
  {
    intent: "price",
    phrases: ["price", "pricing", "cost", "how much", "per user", "fee", "per month"],
  },
  {
    intent: "security",
    phrases: ["security", "secure", "gdpr", "encrypted", "data stored", "privacy", "soc 2"],
  },
  {
    intent: "integrations",
    phrases: [
      "integrate",
      "integration",
      "integrations",
      "connect",
      "sync",
      "api",
      "slack",
      "jira",
    ],
  },
  {
    intent: "features",
    phrases: ["feature", "features", "can it", "does it", "support", "reports", "track"],
  },
  { intent: "thanks", phrases: ["thanks", "thank you", "thx", "cheers"] },
  { intent: "greet", phrases: ["hello", "hi", "hey", "good morning", "good afternoon"] },
  { intent: "deny", phrases: ["no", "nope", "not really", "not now", "don't"] },
  { intent: "affirm", phrases: ["yes", "yeah", "yep", "sure", "ok", "okay", "sounds good"] },
];

/** Rules are written for known intents; other labels would score zero and look like a bad model. */
export function checkRuleLabels(rules: readonly Rule[], labels: readonly string[]): void {
  const known = new Set([NO_RULE_INTENT, ...rules.map((rule) => rule.intent)]);
  const unknown = labels.find((label) => !known.has(label));
  if (unknown === undefined) return;
  throw new Error(
    `no keyword rule leads to the label "${unknown}"; expected only ${[...known].join(", ")}. ` +
      "Use --model bayes or --model logistic for this data",
  );
}

/** Confidence 1 where a phrase was found; 0, and the fall-back intent, where none was. */
export function rulesPredictor(rules: readonly Rule[], labels: readonly string[]) {
  const phrases = rules.flatMap((rule) =>
    rule.phrases.map((phrase) => ({ intent: rule.intent, words: ` ${tokens(phrase).join(" ")} ` })),
  );
  return (text: string): Prediction => {
    const message = ` ${tokens(text).join(" ")} `;
    const hit = phrases.find((phrase) => message.includes(phrase.words));
    const intent = hit?.intent ?? NO_RULE_INTENT;
    const confidence = hit === undefined ? 0 : 1;
    const scores = Object.fromEntries(
      labels.map((label) => [label, label === intent ? confidence : 0]),
    );
    return { intent, confidence, scores };
  };
}
