/** What a notice tells of a run. */
export const EVENTS = ["finished", "failed", "killed", "lost"] as const;
export type NoticeEvent = (typeof EVENTS)[number];

/** Who is told when runs end or are lost. */
export type Notice = {
  readonly id: string;
  readonly project: string;
  /** An experiment's name, or a prefix that ends in `/`; null for all of the project. */
  readonly experiment: string | null;
  readonly on: readonly NoticeEvent[];
  /** The address as people may see it: its path may be a secret. */
  readonly url: string;
  /** The message has Slack's form. */
  readonly slack: boolean;
  /** Where links in messages lead, where it is not this server's own address. */
  readonly link: string | null;
  readonly user: string;
  readonly createdAt: number;
  /** When something arrived last; null before that. */
  readonly toldAt: number | null;
  /** What went wrong with the latest delivery; null where it arrived. */
  readonly problem: string | null;
};

/** An address without what may be a secret in it: `https://hooks.slack.com/...9xYz`. */
export function shownUrl(text: string): string {
  const url = new URL(text);
  const rest = `${url.pathname}${url.search}`;
  const end = rest.length > 16 ? rest.slice(-4) : "";
  return rest === "/" ? url.origin : `${url.origin}/...${end}`;
}
