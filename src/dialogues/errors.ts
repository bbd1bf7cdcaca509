import { defineErrors, EXIT } from "#ground/errors";

const AGENT_WORDS =
  "dialogues:\n  agent:\n    start: node agent.ts   # gets PORT; must answer GET /health\n";

/** What can go wrong with dialogue files, the agent under test and the reports. */
export const ERRORS = defineErrors({
  DIALOGUES_FILE_INVALID: {
    message: (f: { file: string; line: number | undefined; problem: string; fix: string }) =>
      `${f.file}${f.line === undefined ? "" : `:${f.line}`}: ${f.problem}`,
    hint: (f) => f.fix,
    status: 400,
    exit: EXIT.usage,
    when: "A dialogue file is not YAML, or holds something that a dialogue does not have.",
  },
  DIALOGUES_DUPLICATE: {
    message: (f: { id: string; first: string; second: string }) =>
      `two dialogues are called ${f.id}: ${f.first} and ${f.second}`,
    hint: (f) => `give the dialogue at ${f.second} another title`,
    status: 400,
    exit: EXIT.usage,
    when: "Two dialogues of one file have titles that make the same id.",
  },
  DIALOGUES_NONE: {
    message: (f: { files: string; root: string }) => `no dialogue files: ${f.files} in ${f.root}`,
    hint: "write one as in docs/guide/dialogues.md, or set dialogues.files in fettle.yaml",
    status: 404,
    exit: EXIT.nothing,
    when: "The pattern `dialogues.files` matches no file.",
  },
  DIALOGUES_NOTHING_SELECTED: {
    message: (f: { wanted: string; near: string | undefined; total: number }) =>
      `no dialogue fits ${f.wanted}; there are ${f.total}`,
    hint: (f) =>
      f.near === undefined ? "fettle dialogues list" : `did you mean ${JSON.stringify(f.near)}?`,
    status: 404,
    exit: EXIT.nothing,
    when: "What was asked for on the command line selects no dialogue.",
  },
  DIALOGUES_NONE_FAILED: {
    message: (f: { report: string | undefined }) =>
      f.report === undefined
        ? "there is no report yet to take the failed dialogues from"
        : `nothing failed in the last report, ${f.report.slice(0, 8)}`,
    hint: "fettle test",
    status: 404,
    exit: EXIT.nothing,
    when: "`--last-failed` finds nothing that failed.",
  },
  DIALOGUES_NO_AGENT: {
    message: (_f: { file: string }) =>
      "there is no agent to talk to: fettle.yaml has no dialogues.agent",
    hint: (f) =>
      `add to ${f.file}:\n\n${AGENT_WORDS}\nor type fettle test --url http://127.0.0.1:8000`,
    status: 400,
    exit: EXIT.usage,
    when: "Dialogues are to run and neither fettle.yaml nor `--url` says against what.",
  },
  DIALOGUES_AGENT_ENDED: {
    message: (f: { command: string; versions: string; code: number; words: string; try: string }) =>
      `the agent${f.versions === "" ? "" : ` with ${f.versions}`} (${f.command}) ended with exit code ${f.code} before it was ready${f.words === "" ? "; it said nothing" : `; its last words:\n${f.words}`}`,
    hint: (f) => f.try,
    status: 424,
    exit: EXIT.world,
    when: "The command in `dialogues.agent.start` ends before it answers GET /health.",
  },
  DIALOGUES_AGENT_NOT_READY: {
    message: (f: {
      url: string;
      versions: string;
      withinMs: number;
      reason: string;
      words: string;
    }) =>
      `the agent${f.versions === "" ? "" : ` with ${f.versions}`} did not answer ${f.url}/health within ${f.withinMs} ms: ${f.reason}${f.words === "" ? "" : `; its last words:\n${f.words}`}`,
    hint: "it must listen on 127.0.0.1 at PORT and answer GET /health with 200; dialogues.agent.readyWithin gives it longer",
    status: 424,
    exit: EXIT.world,
    when: "The agent does not get ready in time.",
  },
  DIALOGUES_URL_INVALID: {
    message: (f: { url: string }) =>
      `${JSON.stringify(f.url)} is no address of an agent; expected http:// or https://`,
    hint: "fettle test --url http://127.0.0.1:8000",
    status: 400,
    exit: EXIT.usage,
    when: "`--url` or `dialogues.agent.url` is not an address.",
  },
  DIALOGUES_PIN_INVALID: {
    message: (f: { pin: string; problem: string }) =>
      `--model ${JSON.stringify(f.pin)}: ${f.problem}`,
    hint: "fettle test --model intent=2",
    status: 400,
    exit: EXIT.usage,
    when: "`--model` is not a name and a version, or the agent is not one that Fettle starts.",
  },
  DIALOGUES_NO_ANSWER: {
    message: (f: { doing: string; reason: string }) =>
      `the agent did not answer ${f.doing}: ${f.reason}`,
    hint: "see what the agent itself says: start it by hand and type fettle test --url",
    status: 424,
    exit: EXIT.world,
    when: "The agent hangs, crashes or can't be reached in the middle of a dialogue; that dialogue is an error.",
  },
  DIALOGUES_ANSWER_INVALID: {
    message: (f: { doing: string; problem: string; answer: string }) =>
      `the agent's answer to ${f.doing} is not the protocol's: ${f.problem}; it begins ${JSON.stringify(f.answer.slice(0, 200))}`,
    hint: "docs/guide/dialogues.md tells the protocol",
    status: 424,
    exit: EXIT.world,
    when: "The agent answers something that is not the protocol; that dialogue is an error.",
  },
  DIALOGUES_WRONG_MODEL: {
    message: (f: { name: string; expected: number; actual: number }) =>
      `the agent answered with ${f.name}@${f.actual}, though ${f.name}@${f.expected} is what this run tests`,
    hint: "the agent must serve the version that FETTLE_MODEL_<NAME> names, and keep it while it is tested",
    status: 424,
    exit: EXIT.world,
    when: "An answer names another model version than the one under test; that dialogue is an error.",
  },
  DIALOGUES_REPORT_UNKNOWN: {
    message: (f: { report: string; project: string | undefined }) =>
      `no report ${JSON.stringify(f.report)}${f.project === undefined ? "" : ` in the project ${f.project}`}`,
    hint: "fettle dialogues reports",
    status: 404,
    exit: EXIT.usage,
    when: "A report is asked for that the store does not have.",
  },
  DIALOGUES_REPORT_DIFFERS: {
    message: (f: { report: string }) => `there is another report with the id ${f.report} already`,
    hint: "send a new report with an id of its own",
    status: 409,
    exit: EXIT.usage,
    when: "A report is sent twice with different content.",
  },
});
