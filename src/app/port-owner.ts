import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTENING = "0A";

/** Who listens on a local TCP port, as `node (process 123)`; empty where the kernel won't say. Linux only. */
export function portOwner(port: number): string {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const table of ["tcp", "tcp6"])
    for (const line of linesOf(`/proc/net/${table}`)) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] === LISTENING && fields[1]?.endsWith(`:${wanted}`) === true)
        inodes.add(`socket:[${fields[9]}]`);
    }
  if (inodes.size === 0) return "";
  for (const pid of list("/proc").filter((name) => /^\d+$/.test(name)))
    for (const fd of list(`/proc/${pid}/fd`))
      if (inodes.has(linkOf(`/proc/${pid}/fd/${fd}`)))
        return `${linesOf(`/proc/${pid}/comm`)[0] ?? "a program"} (process ${pid})`;
  return "";
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
