import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const ESTABLISHED = "01";
/** How the table of IPv6 begins an address of IPv4. */
const V4_IN_V6 = "0000000000000000FFFF0000";

type Name = "tcp" | "tcp6";
type Read = (name: Name) => string | undefined;

/** The users at the other ends of many connections, for which the kernel's table is read as seldom as may be. */
export type PeerUsers = {
  /** A connection has just come in. */
  arrived(socket: Socket): void;
  /** As `peerUser`: what `wait` found, else at once. */
  of(socket: Socket): number | undefined;
  /** Finds it out beside everything else that the server does. */
  wait(socket: Socket): Promise<void>;
};

type Table = {
  readonly text: string | undefined;
  /** It holds all connections that had come in by then. */
  readonly at: number;
};

/** How long a table that was read is kept; it takes some hundred kilobytes where there are many connections. */
const KEPT_MS = 200;
/** After a reading the table rests so many times as long as that took, so that a flood of strangers leaves time for others. */
const REST = 2;

/**
 * Reading the table takes 10 ms and more, however few connections there are: the kernel walks through all that it has room
 * for, and tells of each that was closed in the last minute, too, of which a stranger makes thousands. So it is read beside
 * the event loop. What was read after a connection came in holds that one as it is, since its two ends can't be another
 * connection's while it is open here; so one reading serves all that came before it.
 */
export function createPeerUsers(
  read: (name: Name) => Promise<string | undefined> = readBeside,
): PeerUsers {
  let count = 0;
  let restsUntil = 0;
  const arrivals = new WeakMap<Socket, number>();
  const found = new WeakMap<Socket, { readonly user: number | undefined }>();
  const tables = new Map<Name, Table>();
  const readings = new Map<Name, Promise<void>>();
  const readAnew = async (name: Name): Promise<void> => {
    const ms = restsUntil - performance.now();
    if (ms > 0) await sleep(ms);
    const at = count;
    const began = performance.now();
    const table = { text: establishedIn(await read(name)), at };
    const ended = performance.now();
    restsUntil = ended + REST * (ended - began);
    tables.set(name, table);
    readings.delete(name);
    setTimeout(() => tables.get(name) === table && tables.delete(name), KEPT_MS).unref();
  };
  const textFor = async (socket: Socket, name: Name): Promise<string | undefined> => {
    const arrival = arrivals.get(socket) ?? count;
    for (;;) {
      const table = tables.get(name);
      if (table !== undefined && arrival <= table.at) return table.text;
      const reading = readings.get(name) ?? readAnew(name);
      readings.set(name, reading);
      await reading;
    }
  };
  return {
    arrived(socket) {
      count += 1;
      arrivals.set(socket, count);
    },
    of: (socket) => (found.get(socket) ?? { user: peerUser(socket) }).user,
    async wait(socket) {
      if (found.has(socket)) return;
      const texts = new Map<Name, string | undefined>();
      let user: number | undefined;
      for (const name of isV6(socket.remoteAddress ?? "")
        ? (["tcp6"] as const)
        : (["tcp", "tcp6"] as const)) {
        texts.set(name, await textFor(socket, name));
        user = peerUser(socket, (one) => texts.get(one));
        if (user !== undefined) break;
      }
      found.set(socket, { user });
    },
  };
}

function readBeside(name: Name): Promise<string | undefined> {
  return readFile(`/proc/net/${name}`, "latin1").catch(() => undefined);
}

/** The lines of connections that are open at both ends, among those of thousands that are closed. */
function establishedIn(table: string | undefined): string | undefined {
  return table
    ?.split("\n")
    .filter((line) => line.includes(` ${ESTABLISHED} `))
    .join("\n");
}

/**
 * The numeric user at the other end of a local TCP connection, from the kernel's table of connections, or `undefined`
 * where it can't be known (another machine, another system). Only an established connection counts: one that waits to
 * be closed is listed under user 0, whoever owned it.
 */
export function peerUser(socket: Socket, read: Read = readTable): number | undefined {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || localAddress === undefined) return undefined;
  if (remotePort === undefined || localPort === undefined) return undefined;
  const find = (name: Name, prefix: string): number | undefined => {
    const theirs = `${prefix}${hex(remoteAddress)}:${port(remotePort)}`;
    const ours = `${prefix}${hex(localAddress)}:${port(localPort)}`;
    return userOf(read(name), `: ${theirs} ${ours} ${ESTABLISHED} `);
  };
  if (isV6(remoteAddress)) return find("tcp6", "");
  return find("tcp", "") ?? find("tcp6", V4_IN_V6);
}

function readTable(name: Name): string | undefined {
  try {
    return readFileSync(`/proc/net/${name}`, "latin1");
  } catch {
    return undefined;
  }
}

/** The user of the line that holds `connection`, whole: an address that ends like another one is another one. */
function userOf(table: string | undefined, connection: string): number | undefined {
  if (table === undefined) return undefined;
  const at = table.indexOf(connection);
  if (at === -1) return undefined;
  // Behind the state: queues, timer, retransmissions, user.
  const user = table.slice(at + connection.length, at + connection.length + 100).split(/\s+/)[3];
  return user !== undefined && /^\d+$/.test(user) ? Number(user) : undefined;
}

function isV6(address: string): boolean {
  return address.includes(":") && !address.startsWith("::ffff:");
}

function port(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, "0");
}

/** An address as the table writes it: 32-bit words in the machine's order, which is little-endian wherever Node runs. */
function hex(address: string): string {
  const v4 = address.startsWith("::ffff:") ? address.slice(7) : address;
  if (!v4.includes(":"))
    return v4
      .split(".")
      .reverse()
      .map((part) => Number(part).toString(16).toUpperCase().padStart(2, "0"))
      .join("");
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const words = [...left, ...Array(8 - left.length - right.length).fill("0"), ...right];
  const bytes = words.map((word) => word.padStart(4, "0")).join("");
  return (bytes.match(/.{8}/g) ?? [])
    .map((word) => (word.match(/../g) ?? []).reverse().join(""))
    .join("")
    .toUpperCase();
}
