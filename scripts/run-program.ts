import { spawn } from "node:child_process";
import { join } from "node:path";

/** The folder of the checkout. */
export const root = join(import.meta.dirname, "..");

/** How a program ended, what it wrote (unless it was shown) and how long it took. */
export type Outcome = { readonly code: number; readonly words: string; readonly ms: number };

/** Runs a program in the checkout, its words kept or shown. */
export function runProgram(
  program: string,
  args: readonly string[],
  output: "keep" | "show" = "keep",
  env: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: output === "show" ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({
        code: code ?? 1,
        words: Buffer.concat(chunks).toString("utf8").trimEnd(),
        ms: performance.now() - start,
      }),
    );
  });
}
