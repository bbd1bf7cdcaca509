import { type CommandShape, type Context, defineCommand, readPairs } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { RunsApi } from "./api.ts";
import { deleteCommand, sendCommand, watchCommand } from "./commands/index.ts";
import type { CodeDiff, RunComparison } from "./comparison/index.ts";
import type { ArtifactEntry } from "./model.ts";

const start = defineCommand({
  name: "start",
  short: "run",
  summary: "run a command as a recorded run",
  details: [
    "Records the command, the commit, what the work tree has besides, the versions of the data named, parameters, tags, and the environment (packages, machine, some variables), all without secrets, then runs the command with its output as it is. Its MLflow calls (Python's mlflow, fettle/client) go into the run: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN, MLFLOW_EXPERIMENT_NAME and FETTLE_RUN_ID are set. The first run that it starts through a client is this one, further ones are its children.",
    "Exits as the command did, with 128 + n after signal n, and with 125 where Fettle itself failed. Fettle's own lines go to stderr; with --json the run comes as JSON on stdout after the command's own output.",
  ].join("\n\n"),
  args: [],
  flags: {
    name: { summary: "the run's name; default a generated one", type: "string", value: "NAME" },
    experiment: { summary: "default the project's name", type: "string", value: "NAME" },
    data: {
      summary: "a file or folder it uses; its version is recorded",
      type: "strings",
      value: "PATH",
    },
    param: { summary: "a parameter to record", type: "strings", value: "KEY=VALUE" },
    tag: { summary: "a tag to record", type: "strings", value: "KEY=VALUE" },
    notebook: { summary: "the notebook it comes from", type: "string", value: "FILE" },
    redact: {
      summary: "names of more secrets in what is recorded, as in *session*",
      type: "strings",
      value: "PATTERN",
    },
  },
  examples: [
    ["fettle run -- python train.py --epochs 3", "record a training script"],
    [
      "fettle run --name rules --data data/intents.csv -- node train.ts --model rules",
      "with a name and the data it uses",
    ],
  ],
  takesCommand: true,
  async run({ flags, rest }, context) {
    if (rest.length === 0)
      throw fail(GROUND_ERRORS, "USAGE", {
        problem: "the command to run is missing: fettle run -- COMMAND...",
        command: "run",
      });
    const { launchRun, launchText } = await import("./launch/index.ts");
    const launched = await launchRun(
      {
        name: flags.name,
        experiment: flags.experiment,
        data: flags.data,
        notebook: flags.notebook,
        params: readPairs("run", "param", flags.param),
        tags: readPairs("run", "tag", flags.tag),
        command: rest,
        redact: flags.redact,
      },
      context,
    );
    for (const line of launchText(launched)) context.output.tell(line);
    return { data: launched.run, exit: launched.exitCode };
  },
});

const list = defineCommand({
  name: "list",
  summary: "list the project's runs",
  args: [],
  flags: {
    filter: {
      summary: "what the runs must fit, see docs/guide/search.md",
      type: "string",
      value: "TEXT",
    },
    sort: {
      summary:
        "a metric, or startedAt, durationMs, name, status, best.KEY, min.KEY, max.KEY, params.KEY, tags.KEY; default startedAt",
      type: "string",
      value: "KEY",
    },
    order: { summary: "default desc", type: "string", choices: ["asc", "desc"] },
    columns: {
      summary:
        "metrics.KEY, best.KEY, min.KEY, max.KEY, params.KEY or tags.KEY to show, with commas; default the usual metrics",
      type: "string",
      value: "KEYS",
    },
    limit: { summary: "default 20", type: "integer", value: "N" },
    status: {
      summary: "RUNNING, FINISHED, FAILED, KILLED or LOST; several with commas",
      type: "string",
      value: "STATUS",
    },
    experiment: {
      summary: "only of this experiment, or of a folder such as intents/",
      type: "string",
      value: "NAME",
    },
    all: { summary: "of all projects in the store", type: "boolean" },
  },
  examples: [
    ["fettle runs list", "the latest runs"],
    ["fettle runs list --sort accuracy --limit 5", "the five most accurate"],
    [
      `fettle runs list --filter "params.model = 'bayes' AND start_time > -7d"`,
      "by a parameter, of the last week",
    ],
  ],
  async run({ flags }, context) {
    const { extremesOf, listText } = await import("./printing/index.ts");
    const project = flags.all ? undefined : (await context.project()).name;
    const columns = flags.columns?.split(",").map((key) => key.trim());
    const extremes = extremesOf([flags.sort, ...(columns ?? [])]);
    const server = (await context.server()).api<RunsApi>();
    const found = await server.get("/api/fettle/1/runs", {
      query: {
        project,
        experiment: flags.experiment,
        filter: flags.filter,
        sort: flags.sort === undefined ? undefined : sortKey(flags.sort),
        order: flags.order,
        limit: flags.limit ?? 20,
        status: flags.status?.toUpperCase(),
        extremes: extremes.length === 0 ? undefined : extremes.join(","),
      },
    });
    return { data: found, text: listText(found, flags.sort?.replace(/^metrics\./, ""), columns) };
  },
});

const show = defineCommand({
  name: "show",
  summary: "show all of a run",
  args: [{ name: "run", summary: "its id, the start of it, or its name", required: true }],
  flags: {},
  examples: [
    ["fettle runs show rules", "the latest run of that name"],
    ["fettle runs show 3f2a", "by the start of its id"],
  ],
  async run({ args }, context) {
    const { runText } = await import("./printing/index.ts");
    const client = await context.server();
    const project = (await context.project()).name;
    const run = await client.api<RunsApi>().get("/api/fettle/1/runs/:ref", {
      params: { ref: args.run },
      query: { project },
    });
    const files = await filesOf(client, run.id);
    return { data: { ...run, artifacts: files }, text: runText(run, files) };
  },
});

const compare = defineCommand({
  name: "compare",
  summary: "show in what runs differ",
  args: [{ name: "runs", summary: "two or more runs", required: true, many: true }],
  details:
    "Parameters, metrics, data, commit, environment and the files changed between the commits, what differs alone. Runs that differ in their seed alone are repeats of one attempt: where there are any, also among the project's other runs, metrics are told as mean and spread, and a difference is compared with the noise.",
  flags: {
    all: { summary: "also what is the same", type: "boolean" },
    diff: { summary: "the code's difference as a patch, too", type: "boolean" },
    "no-repeats": { summary: "without repeats that were not named", type: "boolean" },
  },
  examples: [
    ["fettle runs compare rules bayes", "what differs, and by more than noise or not"],
    ["fettle runs compare rules bayes --diff", "with the difference of the code"],
  ],
  async run({ args, flags }, context) {
    if (args.runs.length < 2)
      throw fail(GROUND_ERRORS, "USAGE", {
        problem: `one run can't be compared; name another besides ${args.runs[0]}`,
        command: "runs compare",
      });
    const { comparisonText } = await import("./printing/index.ts");
    const project = (await context.project()).name;
    const client = await context.server();
    const found = await client.api<RunsApi>().get("/api/fettle/1/runs/compare", {
      query: { refs: args.runs.join(","), project, repeats: !flags["no-repeats"] },
    });
    const code = await codeOf(client, context, found);
    const patch = flags.diff ? code.text : null;
    const text = comparisonText(found, flags.all, code);
    return { data: { ...found, code }, text: patch ? `${text}\n\n${patch.trimEnd()}` : text };
  },
});

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [
  start,
  list,
  show,
  compare,
  watchCommand,
  deleteCommand,
  sendCommand,
];

/** The difference of the first two runs' code: by the repository around, else by the server's. */
async function codeOf(
  client: ServerClient,
  context: Context,
  found: RunComparison,
): Promise<CodeDiff> {
  const [from, to] = found.runs;
  const told = await client.api<RunsApi>().get("/api/fettle/1/runs/compare/code", {
    query: { from: from?.id, to: to?.id },
  });
  if (told.problem === null) return told;
  const { diffCommits } = await import("#ground/git");
  const here = await diffCommits((await context.project()).root, told.from, told.to);
  return { ...told, ...here };
}

/** As many files as are listed; the page shows the rest. */
const FILES_MAX = 200;

/** The files of a run, folders opened, in the order of their paths. */
async function filesOf(client: ServerClient, id: string): Promise<ArtifactEntry[]> {
  const server = client.api<RunsApi>();
  const found: ArtifactEntry[] = [];
  const open = async (path: string | undefined): Promise<void> => {
    const { files } = await server.get("/api/fettle/1/runs/:ref/artifacts", {
      params: { ref: id },
      query: { path },
    });
    for (const entry of files) {
      if (found.length >= FILES_MAX) return;
      if (entry.folder) await open(entry.path);
      else found.push(entry);
    }
  };
  await open(undefined);
  return found;
}

/** What a run is by itself, besides its metrics and parameters. */
const FACTS = new Set([
  "startedAt",
  "endedAt",
  "durationMs",
  "name",
  "user",
  "status",
  "experiment",
  "commit",
]);

/** People type `accuracy` for the metric. */
function sortKey(typed: string): string {
  return FACTS.has(typed) || /^(metrics|params|tags|best|min|max|last|count)\./.test(typed)
    ? typed
    : `metrics.${typed}`;
}
