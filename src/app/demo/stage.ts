import { spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Context } from "#ground/cli";
import { environment } from "#ground/environment";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { ownProgram } from "../home.ts";

/** Where the demo's commands are typed, and how they are shown. */
export type Stage = {
  readonly folder: string;
  /** A heading: what comes next, and why. */
  tell(text: string): void;
  /** Shows a command as a person would type it, runs it, shows its words. Rejects when it ends otherwise than expected. */
  type(line: string, expected?: number): Promise<void>;
};

/** Variables that would point the demo's commands at somebody else's project. */
const FOREIGN = [
  "FETTLE_STORE",
  "FETTLE_PROJECT",
  "FETTLE_SERVER",
  "FETTLE_RUN_ID",
  "MLFLOW_RUN_ID",
  "MLFLOW_TRACKING_URI",
  "MLFLOW_TRACKING_TOKEN",
  "MLFLOW_EXPERIMENT_NAME",
];

/** The environment of the demo's own children: this Node first on the PATH, nothing of an outer project. */
export function demoEnvironment(): NodeJS.ProcessEnv {
  const env = { ...environment() };
  for (const name of FOREIGN) env[name] = undefined;
  env["PATH"] = [dirname(process.execPath), env["PATH"] ?? ""].join(delimiter);
  return env;
}

export function createStage(folder: string, context: Context): Stage {
  const { output } = context;
  let number = 0;
  return {
    folder,
    tell(text) {
      number += 1;
      output.say(`\n${output.style("bold", `${number}. ${text}`)}`);
    },
    async type(line, expected = 0) {
      output.say(output.style("cyan", `$ ${line}`));
      const code = await runLine(line, folder, context);
      context.signal.throwIfAborted();
      if (code !== expected) throw fail(ERRORS, "DEMO_STEP_FAILED", { step: line, code, expected });
    },
  };
}

function runLine(line: string, folder: string, context: Context): Promise<number> {
  const words = line.split(" ");
  const [program = "", ...args] =
    words[0] === "fettle" ? [...ownProgram(), ...words.slice(1)] : words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: demoEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const stop = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    };
    context.signal.addEventListener("abort", stop, { once: true });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (text) => context.output.say(`  ${text}`));
    child.on("error", reject);
    child.on("close", (code) => {
      context.signal.removeEventListener("abort", stop);
      resolve(code ?? 128);
    });
  });
}
