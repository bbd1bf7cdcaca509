import { isIP } from "node:net";
import { isPublicAddress } from "./addresses.ts";

/** What a target may be; the `webhooks` of a store's settings fit. */
export type TargetPolicy = {
  /** `https`, and `http` where it was allowed. */
  readonly schemes: readonly string[];
  /** Whether it may be an address of this machine or of a private network. */
  readonly privateAddresses: boolean;
};

const URL_MAX = 2048;
const LOCAL_NAMES = /(^|\.)(localhost|local|internal|localdomain)$/;

/**
 * Why a URL can't be a webhook's target, or `undefined`. Looks at the text alone: a name is resolved, and its addresses
 * checked, when a connection is made. The first words are those that MLflow's clients expect.
 */
export function targetProblem(text: string, policy: TargetPolicy): string | undefined {
  if (text.trim() === "") return "Webhook URL cannot be empty or just whitespace";
  if (text.length > URL_MAX) return `Invalid webhook URL: longer than ${URL_MAX} characters`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || /[\s\p{Cc}\\]/u.test(text))
    return "Invalid webhook URL: it can't be read";
  const scheme = url.protocol.slice(0, -1);
  if (!policy.schemes.includes(scheme) || (scheme !== "http" && scheme !== "https"))
    return `Invalid webhook URL scheme: ${scheme}; allowed is ${policy.schemes.join(", ")}`;
  if (url.username !== "" || url.password !== "")
    return "Invalid webhook URL: a name and a password can't stand in it";
  if (url.hostname === "") return "Invalid webhook URL: it names no host";
  return policy.privateAddresses ? undefined : hostProblem(url);
}

/** Why a URL's host can't be reached under a policy without private addresses, as far as its text tells. */
function hostProblem(url: URL): string | undefined {
  const host = bareHost(url);
  const isPrivate = isIP(host) === 0 ? LOCAL_NAMES.test(host) : !isPublicAddress(host);
  return isPrivate
    ? `Invalid webhook URL: ${host} is an address of this machine or of a private network`
    : undefined;
}

/** The host without brackets and without the dot that ends a full name. `URL` has made 0x7f.1 to 127.0.0.1 by now. */
export function bareHost(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}
