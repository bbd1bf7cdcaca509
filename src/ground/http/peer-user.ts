import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

const ESTABLISHED = "01";

/**
 * The numeric user at the other end of a local TCP connection, from the kernel's table of connections, or `undefined`
 * where it can't be known (another machine, another system). Only an established connection counts: one that waits to
 * be closed is listed under user 0, whoever owned it.
 */
export function peerUser(socket: Socket): number | undefined {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || localAddress === undefined) return undefined;
  if (remotePort === undefined || localPort === undefined) return undefined;
  const theirs = `${hex(remoteAddress)}:${port(remotePort)}`;
  const ours = `${hex(localAddress)}:${port(localPort)}`;
  const table =
    remoteAddress.includes(":") && !remoteAddress.startsWith("::ffff:") ? "tcp6" : "tcp";
  for (const name of table === "tcp" ? ["tcp", "tcp6"] : ["tcp6"]) {
    const uid = find(name, theirs, ours);
    if (uid !== undefined) return uid;
  }
  return undefined;
}

function find(name: string, theirs: string, ours: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/net/${name}`, "latin1");
  } catch {
    return undefined;
  }
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (fields[3] !== ESTABLISHED) continue;
    if (fields[1]?.endsWith(theirs) === true && fields[2]?.endsWith(ours) === true)
      return Number(fields[7]);
  }
  return undefined;
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
