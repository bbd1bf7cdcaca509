import { spawn } from "node:child_process";

/** Seconds of CPU (user and system, with children) and on the clock. */
export type Times = { readonly cpu: number; readonly wall: number; readonly code: number };

/** Runs a program to its end, its words thrown away. bash's `time` counts, since Node does not tell a child's CPU. */
export function timeProgram(
  command: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Times> {
  const script = 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null 2>&1 </dev/null';
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", script, "-", ...command], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env, LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let words = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const [user = Number.NaN, system = Number.NaN, wall = Number.NaN] = words
        .trim()
        .split(" ")
        .map(Number);
      resolve({ cpu: user + system, wall, code: code ?? 1 });
    });
  });
}
