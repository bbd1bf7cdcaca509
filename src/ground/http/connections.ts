import type { Socket } from "node:net";

/** How many connections there may be at once. */
export type ConnectionLimits = {
  readonly most: number;
  /** Of those, the ones that have shown neither user nor token. More than the kernel lets wait for one turn of the event loop. */
  readonly unknown: number;
};

/** The connections of one way in, and which of them goes when there are too many. */
export type Connections = {
  /** One that has just come in; it or another one is destroyed where there are too many. */
  add(socket: Socket): void;
  /** A request on it was let in by this: the connection counts among those that it let in, and no more for its peer. */
  know(socket: Socket, by: string): void;
  /** Who asks on it is being found out, or no more. */
  ask(socket: Socket, isUnderWay: boolean): void;
  /** Whether a request on it was let in. */
  isKnown(socket: Socket): boolean;
  /** A request on it begins. */
  begin(socket: Socket): void;
  /** A request on it has ended. */
  end(socket: Socket): void;
};

export const CONNECTION_LIMITS: ConnectionLimits = { most: 1024, unknown: 512 };

type Held = { share: string; isKnown: boolean; requests: number };
/** Those of one peer or one token; the ones that may go, in the order in which they became idle. */
type Share = { readonly all: Set<Socket>; readonly idle: Set<Socket> };

/**
 * Keeps a way in open for newcomers. Who has shown nothing yet counts for the address that it comes from: the oldest one
 * of the address with the most goes, and not while it is found out who asks, which may be the owner. Who was let in counts for what let it in, since many may come from the address of
 * one proxy: of the largest share the longest idle one goes, and none that waits for an answer.
 */
export function createConnections(limits: ConnectionLimits = CONNECTION_LIMITS): Connections {
  const held = new Map<Socket, Held>();
  const unknown = new Map<string, Share>();
  const known = new Map<string, Share>();
  let unknowns = 0;
  const enter = (socket: Socket, { share, isKnown, requests }: Held): void => {
    const shares = isKnown ? known : unknown;
    const found = shares.get(share) ?? { all: new Set(), idle: new Set() };
    shares.set(share, found);
    found.all.add(socket);
    if (requests === 0) found.idle.add(socket);
    if (!isKnown) unknowns += 1;
  };
  const leave = (socket: Socket, { share, isKnown }: Held): void => {
    const shares = isKnown ? known : unknown;
    const found = shares.get(share);
    found?.all.delete(socket);
    found?.idle.delete(socket);
    if (found?.all.size === 0) shares.delete(share);
    if (!isKnown) unknowns -= 1;
  };
  const remove = (socket: Socket): void => {
    const one = held.get(socket);
    if (one === undefined || !held.delete(socket)) return;
    leave(socket, one);
  };
  const drop = (socket: Socket, newcomer: Socket): void => {
    const isOrderly = socket === newcomer || held.get(socket)?.isKnown === true;
    remove(socket);
    // A stranger's is reset: of one that is closed in order the kernel tells for a minute more.
    if (isOrderly) socket.destroy();
    else socket.resetAndDestroy();
  };
  return {
    add(socket) {
      const one: Held = { share: peerOf(socket), isKnown: false, requests: 0 };
      held.set(socket, one);
      enter(socket, one);
      socket.once("close", () => remove(socket));
      if (unknowns > limits.unknown) drop(first(largest(unknown)?.idle) ?? socket, socket);
      else if (held.size > limits.most) drop(first(largest(known)?.idle) ?? socket, socket);
    },
    know(socket, by) {
      const one = held.get(socket);
      if (one === undefined || (one.isKnown && one.share === by)) return;
      leave(socket, one);
      one.isKnown = true;
      one.share = by;
      enter(socket, one);
    },
    ask(socket, isUnderWay) {
      const one = held.get(socket);
      if (one === undefined || one.isKnown) return;
      const idle = unknown.get(one.share)?.idle;
      if (isUnderWay) idle?.delete(socket);
      else idle?.add(socket);
    },
    isKnown: (socket) => held.get(socket)?.isKnown === true,
    begin(socket) {
      const one = held.get(socket);
      if (one === undefined) return;
      one.requests += 1;
      if (one.isKnown) known.get(one.share)?.idle.delete(socket);
    },
    end(socket) {
      const one = held.get(socket);
      if (one === undefined) return;
      one.requests -= 1;
      if (one.requests === 0 && one.isKnown) known.get(one.share)?.idle.add(socket);
    },
  };
}

/** The share with the most connections among those of which any may go. */
function largest(shares: ReadonlyMap<string, Share>): Share | undefined {
  let found: Share | undefined;
  for (const share of shares.values())
    if (share.idle.size > 0 && share.all.size > (found?.all.size ?? 0)) found = share;
  return found;
}

function first(sockets: ReadonlySet<Socket> | undefined): Socket | undefined {
  return sockets?.values().next().value;
}

/** Where a connection comes from: this machine by any of its addresses, an address of IPv4, a network of IPv6. */
function peerOf({ remoteAddress = "" }: Socket): string {
  const address = remoteAddress.replace(/^::ffff:/, "");
  if (address === "::1" || address.startsWith("127.")) return "this machine";
  if (!address.includes(":")) return address;
  // Whoever has one address of IPv6 has all of its network.
  return (address.split("::")[0] ?? "").split(":").slice(0, 4).join(":");
}
