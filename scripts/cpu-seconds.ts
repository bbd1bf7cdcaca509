import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Seconds of CPU that this process and its children have used, as far as the children have ended and somebody above them
 * waited for them; undefined where the system keeps no /proc. Fields 14 to 17 of proc_pid_stat(5), in clock ticks.
 */
export function cpuSeconds(): number | undefined {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return ticks / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  } catch {
    return undefined;
  }
}
