import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

const ESTABLISHED = "01";
/** How the table of IPv6 begins an address of IPv4. */
const V4_IN_V6 = "0000000000000000FFFF0000";

/**
 * The numeric user at the other end of a local TCP connection, from the kernel's table of connections, or `undefined`
 * where it can't be known (another machine, another system). Only an established connection counts: one that waits to
 * be closed is listed under user 0, whoever owned it.
 */
export function peerUser(socket: Socket): number | undefined {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || localAddress === undefined) return undefined;
  if (remotePort === undefined || localPort === undefined) return undefined;
  const find = (name: string, prefix: string): number | undefined => {
    const theirs = `${prefix}${hex(remoteAddress)}:${port(remotePort)}`;
    const ours = `${prefix}${hex(localAddress)}:${port(localPort)}`;
    return userOf(name, `: ${theirs} ${ours} ${ESTABLISHED} `);
  };
  if (isV6(remoteAddress)) return find("tcp6", "");
  return find("tcp", "") ?? find("tcp6", V4_IN_V6);
}

/** The user of the line that holds `connection`, whole: an address that ends like another one is another one. */
function userOf(name: string, connection: string): number | undefined {
  let table: string;
  try {
    table = readFileSync(`/proc/net/${name}`, "latin1");
  } catch {
    return undefined;
  }
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
