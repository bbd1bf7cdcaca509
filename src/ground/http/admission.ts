import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { fail, GROUND_ERRORS } from "#ground/errors";
import type { Passes, RequestContext } from "#ground/server";
import { currentUser } from "#ground/user";
import { passedOnBy } from "./passed-on.ts";
import { createPeerUsers } from "./peer-user.ts";
import type { Permission } from "./route.ts";
import { sameSecret } from "./same-secret.ts";

export type Admission = {
  /** A connection has come in over TCP. */
  arrived(socket: Socket): void;
  /** Marks a connection that came over the Unix socket, whose file mode has let it in. */
  trust(socket: Socket): void;
  /** Who asks; throws REQUEST_REFUSED with what would admit the request. */
  admit(request: IncomingMessage, permission: Permission): RequestContext;
  /** Waits where the kernel is to be asked who is at the other end, and was asked too often; without it `admit` asks at once. */
  wait(request: IncomingMessage, permission: Permission): Promise<void> | undefined;
  /** What let this one in: the token, where it was shown, else what else it came by. The kernel is not asked for a public route. */
  letInBy(peer: RequestContext): RequestContext["admitted"];
};

export type AdmissionRules = {
  /**
   * Names besides the loopback ones that a Host header may carry. A server with such a name is meant for others, who may
   * come through something that runs as its own user here: then the token alone lets in by TCP.
   */
  readonly hosts?: readonly string[];
  /** The token alone lets in, whatever the kernel says of the peer, on the Unix socket too. */
  readonly tokenOnly?: boolean;
};

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** What the kernel says of every user that it can't name in this container; it proves nothing. */
const UNMAPPED = 65_534;
const NOBODY: RequestContext = { admitted: "anyone", user: "anonymous" };
const BEARER: RequestContext = { admitted: "token", user: "token" };

/**
 * Decides who may ask. A Unix socket is guarded by its file mode. On TCP, the Host must be one of ours (a rebound DNS
 * name is not), a page of another origin may neither change nor read anything, and the peer must be the server's own
 * user (from the kernel) or carry the token. What a proxy has passed on carries the token, whoever the proxy is.
 */
export function createAdmission(
  token: string,
  rules: AdmissionRules = {},
  passes?: Passes,
): Admission {
  if (token === "") throw new Error("an empty token would admit everybody");
  const { hosts = [], tokenOnly = false } = rules;
  const names = new Set([...LOOPBACK, ...hosts.map(hostName)]);
  const isForOthers = needsToken(rules);
  const own = currentUser();
  const users = new WeakMap<Socket, boolean>();
  const trusted = new WeakSet<Socket>();
  const bearers = new WeakSet<RequestContext>();
  const unasked = new WeakSet<RequestContext>();
  const peers = createPeerUsers();
  const bearerOf = (request: IncomingMessage): RequestContext | undefined =>
    bearer(tokenOf(request), token, passes);
  const isOwnUser = (socket: Socket): boolean => {
    let known = users.get(socket);
    if (known === undefined) {
      const peer = peers.of(socket);
      known = peer === own.uid && peer !== UNMAPPED;
      users.set(socket, known);
    }
    return known;
  };
  /** The kernel takes milliseconds to tell who asks: it is asked where that is of interest. */
  const whoever = (socket: Socket, otherwise: RequestContext): RequestContext => {
    const peer: RequestContext = {
      get admitted() {
        return isOwnUser(socket) ? "user" : otherwise.admitted;
      },
      get user() {
        return isOwnUser(socket) ? own.name : otherwise.user;
      },
      ...(otherwise.pass === undefined ? {} : { pass: otherwise.pass }),
    };
    if (otherwise.admitted === "token") bearers.add(peer);
    else unasked.add(peer);
    return peer;
  };
  return {
    arrived: peers.arrived,
    wait(request, permission) {
      const { socket } = request;
      const needsKernel =
        permission !== "public" && !isForOthers && !trusted.has(socket) && !users.has(socket);
      if (!needsKernel || passedOnBy(request) !== undefined || bearerOf(request) !== undefined)
        return undefined;
      return peers.wait(socket);
    },
    letInBy(peer) {
      if (bearers.has(peer)) return "token";
      return unasked.has(peer) ? "anyone" : peer.admitted;
    },
    trust(socket) {
      trusted.add(socket);
    },
    admit(request, permission) {
      const { socket, headers } = request;
      const sign = passedOnBy(request);
      const shown = bearerOf(request);
      // Not by a missing address: a TCP connection that its client has closed has none either.
      if (trusted.has(socket) && !tokenOnly && sign === undefined)
        return { ...shown, admitted: "socket", user: own.name };
      checkHost(headers.host, names);
      checkOrigin(request);
      // Of a proxy's user nothing follows for whoever asked the proxy.
      const byTokenAlone = isForOthers || sign !== undefined;
      if (shown !== undefined) return byTokenAlone ? shown : whoever(socket, shown);
      if (permission === "public") return byTokenAlone ? NOBODY : whoever(socket, NOBODY);
      if (!byTokenAlone && isOwnUser(socket)) return { admitted: "user", user: own.name };
      throw fail(GROUND_ERRORS, "REQUEST_REFUSED", {
        problem: `${whyToken(sign, isForOthers)}, and the request carries no valid token`,
        need: "open the link that `fettle server status` prints, or set MLFLOW_TRACKING_TOKEN to the content of the store's file `token`",
      });
    },
  };
}

/** Who shows this: the store's token, or a pass; `undefined` where it is neither. */
function bearer(
  shown: string | undefined,
  token: string,
  passes: Passes | undefined,
): RequestContext | undefined {
  if (shown === undefined) return undefined;
  if (sameSecret(shown, token)) return BEARER;
  const pass = passes?.find(shown);
  return pass === undefined ? undefined : { ...BEARER, pass };
}

/** Whether the token alone lets in by TCP, also who is the server's own user. */
export function needsToken({ hosts = [], tokenOnly = false }: AdmissionRules): boolean {
  return tokenOnly || hosts.some((host) => !isLoopback(hostName(host)));
}

function whyToken(sign: string | undefined, isForOthers: boolean): string {
  if (sign !== undefined) return `a proxy has passed this on (${sign})`;
  return isForOthers
    ? "this server admits by its token alone"
    : "this server belongs to another user";
}

/** A name as a Host header has it: in small letters, an IPv6 address in brackets. */
function hostName(name: string): string {
  const small = name.toLowerCase();
  return small.includes(":") && !small.startsWith("[") ? `[${small}]` : small;
}

function isLoopback(name: string): boolean {
  return LOOPBACK.has(name) || /^127(\.\d{1,3}){3}$/.test(name);
}

function checkHost(host: string | undefined, names: ReadonlySet<string>): void {
  const name = (host ?? "").toLowerCase().replace(/:\d+$/, "");
  if (names.has(name)) return;
  throw fail(GROUND_ERRORS, "REQUEST_REFUSED", {
    problem: `the Host ${JSON.stringify(host ?? "")} is not one of this server's names`,
    need: "use http://127.0.0.1 or http://localhost, or allow the name with --allow-host, behind a proxy together with --token-only",
  });
}

function checkOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const mode = request.headers["sec-fetch-mode"];
  // A page of the same name that came without TLS has the right name in its Origin; the browser knows that it is another site.
  const isOtherSite = (site === "cross-site" || site === "same-site") && mode !== "navigate";
  const foreign =
    isOtherSite ||
    (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`);
  if (!foreign) return;
  throw fail(GROUND_ERRORS, "REQUEST_REFUSED", {
    problem: `a page of ${JSON.stringify(origin ?? "another site")} may not call this server`,
    need: "open the server's own address; a proxy before it is to pass on the Host that it was asked for",
  });
}

/** Bearer, the password of Basic, or the page's cookie. */
function tokenOf(request: IncomingMessage): string | undefined {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) {
    const [scheme, value] = authorization.split(" ", 2);
    if (scheme?.toLowerCase() === "bearer") return value;
    if (scheme?.toLowerCase() === "basic" && value !== undefined) {
      const pair = Buffer.from(value, "base64").toString("utf8");
      return pair.slice(pair.indexOf(":") + 1);
    }
  }
  return /(?:^|;\s*)fettle_token=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
}
