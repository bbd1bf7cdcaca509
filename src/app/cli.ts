import {
  type CommandShape,
  commandHelp,
  createOutput,
  nounHelp,
  overview,
  ownWords,
  parseCommand,
} from "#ground/cli";
import { systemClock } from "#ground/clock";
import { type Environment, environment } from "#ground/environment";
import { EXIT, FettleError, fail, GROUND_ERRORS, toFettleError } from "#ground/errors";
import { http } from "#ground/http";
import { nearest } from "#ground/words";
import { ownCommands } from "./commands.ts";
import { createContext } from "./context.ts";
import { formerCodes, wordsOfToday } from "./former-words.ts";
import { packageVersion } from "./home.ts";
import { slices } from "./slices.ts";

type Found = {
  readonly command: CommandShape;
  readonly path: string;
  readonly rest: readonly string[];
};

/** Of Fettle itself in a command that runs somebody's, whose own exit codes lie below: as `docker run` and `env`. */
const OWN_FAILURE = 125;

/** Runs a command line and gives its exit code. The one place where errors become words and codes. */
export async function runCommandLine(typed: readonly string[]): Promise<number> {
  const { argv, told } = wordsOfToday(typed, slices);
  let json = argv.includes("--json");
  let found: Found | undefined;
  const stop = stopSignal();
  // `fettle runs list | head` is no error; long work stops, and what it started is stopped with it.
  process.stdout.on("error", (error: Error & { code?: string }) => {
    if (error.code !== "EPIPE") throw error;
    stop.abort();
  });
  try {
    await keepLoopbackDirect(environment());
    if (told !== undefined) process.stderr.write(`${told}\n`);
    found = findCommand(argv);
    if (found === undefined) {
      const noun = slices.find((slice) => slice.name === argv[0]);
      const help =
        noun === undefined ? overview(slices, ownCommands, packageVersion()) : nounHelp(noun);
      process.stdout.write(`${help}\n`);
      return argv.length === 0 ? EXIT.usage : EXIT.yes;
    }
    // A `--json` behind another program's name is that program's.
    json = ownWords(found.command, found.rest).includes("--json");
    return await runCommand(found, json, stop.signal);
  } catch (error) {
    if (stop.signal.aborted && !(error instanceof FettleError)) return stop.code();
    const ours = toFettleError(error);
    report(ours, json);
    if (found?.command.takesCommand === true) return OWN_FAILURE;
    return stop.signal.aborted ? stop.code() : ours.exit;
  } finally {
    stop.release();
  }
}

/** Where Node itself is told to go by the proxies of its environment, what it asks of this machine still needs none. */
async function keepLoopbackDirect(env: Environment): Promise<void> {
  if (env["NODE_USE_ENV_PROXY"] !== "1") return;
  const { directLoopback } = await import("#ground/process");
  http.setGlobalProxyFromEnv?.({ ...env, ...directLoopback(env) });
}

async function runCommand(found: Found, json: boolean, signal: AbortSignal): Promise<number> {
  const parsed = parseCommand(found.command, found.path, found.rest);
  if (parsed.help) {
    process.stdout.write(`${commandHelp(found.command, found.path)}\n`);
    return EXIT.yes;
  }
  const { stdout, stderr } = process;
  const output = createOutput({ stdout, stderr, json, clock: systemClock });
  const context = createContext({ output, signal, store: parsed.store });
  const { args, flags, rest } = parsed;
  const result = await found.command.run({ args, flags, rest }, context);
  if (json && result.streamed === true) return result.exit ?? EXIT.yes;
  if (json) stdout.write(`${JSON.stringify(result.data ?? null, null, 2)}\n`);
  else if (result.text !== undefined && result.text !== "") stdout.write(`${result.text}\n`);
  return result.exit ?? EXIT.yes;
}

/** Ctrl-C asks to stop; a second one no longer waits. */
function stopSignal(): {
  signal: AbortSignal;
  code(): number;
  abort(): void;
  release(): void;
} {
  const controller = new AbortController();
  let code = 130;
  const onSignal = (signal: NodeJS.Signals): void => {
    code = signal === "SIGINT" ? 130 : signal === "SIGHUP" ? 129 : 143;
    if (controller.signal.aborted) process.exit(code);
    controller.abort(new Error(`stopped by ${signal}`));
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    code: () => code,
    abort() {
      code = EXIT.yes;
      controller.abort(new Error("nobody reads what is written"));
    },
    release() {
      for (const name of names) process.off(name, onSignal);
    },
  };
}

function findCommand(argv: readonly string[]): Found | undefined {
  const [first, second] = argv;
  if (first === undefined || isHelp(first)) return undefined;
  const own = ownCommands.find((command) => command.name === first);
  if (own !== undefined) return { command: own, path: first, rest: argv.slice(1) };
  for (const slice of slices)
    for (const command of slice.commands ?? [])
      if (command.short === first) return { command, path: first, rest: argv.slice(1) };
  const slice = slices.find((candidate) => candidate.name === first);
  const command = slice?.commands?.find((candidate) => candidate.name === second);
  if (command !== undefined) return { command, path: `${first} ${second}`, rest: argv.slice(2) };
  if (slice !== undefined && isHelp(second)) return undefined;
  if (slice !== undefined)
    throw unknownVerb(
      slice.name,
      second,
      (slice.commands ?? []).map((c) => c.name),
    );
  throw unknownWord(first);
}

function isHelp(word: string | undefined): boolean {
  return word === "--help" || word === "-h" || word === "help";
}

function unknownVerb(
  noun: string,
  verb: string | undefined,
  known: readonly string[],
): FettleError {
  const near = verb === undefined ? undefined : nearest(verb, known);
  const problem =
    verb === undefined || verb.startsWith("-")
      ? `fettle ${noun} needs a verb: ${known.join(", ")}`
      : `fettle ${noun} has no verb ${JSON.stringify(verb)}${near === undefined ? `; it has ${known.join(", ")}` : `; did you mean ${near}?`}`;
  return fail(GROUND_ERRORS, "USAGE", { problem, command: noun });
}

function unknownWord(word: string): FettleError {
  const known = [
    ...ownCommands.map((command) => command.name),
    ...slices.flatMap((s) => [s.name, ...(s.commands ?? []).flatMap((c) => c.short ?? [])]),
  ];
  const near = nearest(word, known);
  const problem = `unknown command ${JSON.stringify(word)}${near === undefined ? "" : `; did you mean ${near}?`}`;
  return fail(GROUND_ERRORS, "USAGE", { problem, command: "" });
}

function report(error: FettleError, json: boolean): void {
  if (json) {
    const { code, message, hint, exit, facts } = error;
    // A bug in a server that a command started is told by this line alone.
    const stack = exit === EXIT.bug && error.cause instanceof Error ? error.cause.stack : undefined;
    const formerCode = formerCodes(slices).get(code);
    const told = { error: { code, formerCode, message, hint, exit, facts, stack } };
    process.stderr.write(`${JSON.stringify(told)}\n`);
    return;
  }
  process.stderr.write(`error: ${error.message}\n`);
  if (error.hint !== "")
    process.stderr.write(`       ${error.hint.replaceAll(/\n(?=.)/g, "\n       ")}\n`);
  if (error.exit === EXIT.bug && error.cause instanceof Error)
    process.stderr.write(`${error.cause.stack}\n`);
}
