import { readdirSync, readFileSync } from "node:fs";

/**
 * CPU seconds, user and system, that a process and all that descend from it have used so far (Linux). A server that
 * works in child processes shows nothing of it in its own.
 */
export function treeCpu(pid: number): number {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(statOf);
  const tree = new Set([pid]);
  // A child may be listed before its parent: as often as something was found.
  for (let found = 0; found !== tree.size; ) {
    found = tree.size;
    for (const one of processes) if (tree.has(one.parent)) tree.add(one.pid);
  }
  return processes.filter((one) => tree.has(one.pid)).reduce((sum, { cpu }) => sum + cpu, 0);
}

function statOf(pid: string): { pid: number; parent: number; cpu: number }[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // utime and stime, and those of the children that have ended, in ticks of a hundredth of a second.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return [{ pid: Number(pid), parent: Number(fields[1]), cpu: ticks / 100 }];
  } catch {
    // It has ended since it was listed.
    return [];
  }
}
