import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import type { IncomingMessage, RequestOptions } from "node:http";
import { isIP, type LookupFunction } from "node:net";
import { errnoOf } from "#ground/errors";
import { http, nodeHttps } from "#ground/http";
import { isPublicAddress } from "./addresses.ts";
import { bareHost, type TargetPolicy, targetProblem } from "./target.ts";

/** What came of one attempt. */
export type Outcome =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** The first 64 KiB. */
      readonly body: string;
      /** What the `Retry-After` header asks for. */
      readonly retryAfterMs: number | undefined;
    }
  | {
      readonly kind: "failed";
      /** Without the URL, whose path may be a secret. */
      readonly problem: string;
      /** Trying again can't help: the target itself is refused. */
      readonly lasting: boolean;
    };

export type PostOptions = {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly policy: TargetPolicy;
  readonly signal: AbortSignal;
  /** The addresses of a name; by default the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** For the whole of it; default 10 s. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 10_000;
const BODY_MAX = 64 * 1024;

/** Marks an error whose target is refused for good. */
const REFUSED = Symbol("refused");

/**
 * Sends one POST to a webhook's target. The name is resolved once, every address of it is checked, and the connection
 * goes to what was checked. Redirects are not followed, proxies not asked, the answer is read to 64 KiB. Never throws.
 */
export async function postOnce(options: PostOptions): Promise<Outcome> {
  const problem = targetProblem(options.url, options.policy);
  if (problem !== undefined) return { kind: "failed", problem, lasting: true };
  const limit = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await send(options, AbortSignal.any([options.signal, limit]));
    return {
      kind: "answered",
      status: response.statusCode ?? 0,
      body: await firstBytes(response),
      retryAfterMs: retryAfter(response.headers["retry-after"]),
    };
  } catch (error) {
    if (error instanceof Error && error.cause === REFUSED)
      return { kind: "failed", problem: error.message, lasting: true };
    return { kind: "failed", problem: plainly(error, limit.aborted), lasting: false };
  }
}

function send(options: PostOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(options.url);
  const secure = url.protocol === "https:";
  const request: RequestOptions = {
    method: "POST",
    protocol: url.protocol,
    hostname: bareHost(url),
    port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: {
      "Content-Type": "application/json",
      "User-Agent": "fettle",
      ...options.headers,
      Host: url.host,
      "Content-Length": Buffer.byteLength(options.body),
    },
    // A connection of its own, so that no earlier one to the same name is used again unchecked.
    agent: false,
    lookup: checkedLookup(options),
    signal,
  };
  return new Promise((resolve, reject) => {
    const sent = (secure ? nodeHttps() : http).request(request, resolve);
    sent.on("error", reject);
    sent.end(options.body);
  });
}

/** A resolver for the connection: none of a name's addresses may be one that the policy refuses. */
function checkedLookup(options: PostOptions): LookupFunction {
  const resolve = options.resolve ?? ((host) => lookup(host, { all: true }));
  return (host, asked, answer) => {
    const found = isIP(host) === 0 ? resolve(host) : [{ address: host, family: isIP(host) }];
    Promise.resolve(found).then(
      (addresses) => {
        const [first] = addresses;
        const refused = options.policy.privateAddresses
          ? undefined
          : addresses.find(({ address }) => !isPublicAddress(address));
        if (first === undefined) answer(new Error(`${host} has no address`), "", 0);
        else if (refused !== undefined)
          answer(
            new Error(`${host} is an address of this machine or of a private network`, {
              cause: REFUSED,
            }),
            "",
            0,
          );
        else if (asked.all === true) answer(null, [...addresses]);
        else answer(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => answer(error, "", 0),
    );
  };
}

async function firstBytes(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size >= BODY_MAX) break;
  }
  return Buffer.concat(parts).subarray(0, BODY_MAX).toString("utf8");
}

/** Seconds, or a date; what can't be read counts as absent. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function plainly(error: unknown, late: boolean): string {
  if (late) return "no answer in time";
  return errnoOf(error) ?? (error instanceof Error ? error.name : "unknown");
}
