import { defineErrors, EXIT } from "#ground/errors";

/** Errors of `fettle/client` where it records a run; joined into the slice's table. */
export const RECORDING_ERRORS = defineErrors({
  RUNS_NO_CURRENT: {
    message: (_: Record<never, never>) =>
      "this process belongs to no run: FETTLE_RUN_ID is not set",
    hint: "start it with `fettle run -- ...`, or call startRun() instead of currentRun()",
    status: 400,
    exit: EXIT.usage,
    when: "currentRun() is called in a process that `fettle run` did not start.",
  },
  RUNS_LOGGED_INVALID: {
    message: (f: { what: string; key: string; value: string; expected: string }) =>
      `${f.what} ${JSON.stringify(f.key)} is ${f.value}; expected ${f.expected}`,
    hint: "metrics are numbers; parameters and tags are text, numbers, true or false",
    status: 400,
    exit: EXIT.usage,
    when: "A script logs a value that can't be stored.",
  },
  RUNS_LOGGED_REFUSED: {
    message: (f: { run: string; count: number; first: string }) =>
      `${f.count === 1 ? "a value" : `${f.count} values`} of run ${f.run} could not be stored; ${f.count === 1 ? "it is" : "the first is"} ${f.first}`,
    hint: "the other values are stored; correct the script",
    status: 400,
    exit: EXIT.no,
    when: "The server refused some of the values that a script logged.",
  },
  RUNS_LOGGED_UNSENT: {
    message: (f: { run: string; count: number; reason: string }) =>
      `${f.count} value(s) of run ${f.run} wait in memory, since ${f.reason}`,
    hint: "fettle server status; then call finish() again",
    status: 409,
    exit: EXIT.world,
    when: "The server stayed away for longer than a script's client waits.",
  },
  RUNS_LOGGED_KEPT: {
    message: (f: { run: string; count: number; folder: string; reason: string }) =>
      `${f.count} request(s) of run ${f.run} are kept in ${f.folder}, since ${f.reason}`,
    hint: "they are sent when the server answers again, by this script, the next one, or `fettle runs send`",
    status: 409,
    exit: EXIT.world,
    when: "A script logs while the server is away. Nothing is lost.",
  },
  RUNS_KEPT_REFUSED: {
    message: (f: { folder: string; reason: string }) =>
      `the server refused what had been kept for it: ${f.reason}`,
    hint: "look at refused.jsonl in the folder of what is kept",
    status: 400,
    exit: EXIT.no,
    when: "What a script logged while the server was away could not be stored later.",
  },
});
