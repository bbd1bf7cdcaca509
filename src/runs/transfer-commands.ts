import { resolve } from "node:path";
import { type CommandShape, defineCommand } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";

const importCommand = defineCommand({
  name: "import",
  summary: "bring runs in from MLflow, or from an export of Fettle",
  details: [
    "Reads a folder mlruns, a file mlflow.db of any schema since MLflow 2.0, a running MLflow server, or what `fettle runs export` wrote: experiments, runs with their parameters, tags, metrics, inputs and files, logged models, registered models with versions and aliases. Nothing is changed where it comes from.",
    "Ids are kept. What is here already stays as it is and gets what it lacks, so the same import may be done again, after an interruption or when the source has grown. What can't be carried over is told in the end.",
    "A secret for a running server is taken from MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, where MLFLOW_TRACKING_URI names the same server.",
  ].join("\n\n"),
  args: [
    {
      name: "source",
      summary: "mlruns, mlflow.db, http://..., or an exported folder",
      required: true,
    },
  ],
  flags: {
    experiment: { summary: "only this experiment", type: "string", value: "NAME" },
    artifacts: {
      summary:
        "the folder that a server kept its artifacts in; default mlartifacts beside mlflow.db",
      type: "string",
      value: "FOLDER",
    },
    "records-only": { summary: "leave the files of runs where they are", type: "boolean" },
    project: {
      summary: "the project that the runs belong to; default this one",
      type: "string",
      value: "NAME",
    },
  },
  examples: [
    ["fettle runs import mlruns", "all of an MLflow folder"],
    ["fettle runs import mlflow.db --artifacts mlartifacts", "the database of an MLflow server"],
    ["fettle runs import http://mlflow.example.org:5000 --experiment intent", "one experiment"],
  ],
  async run({ args, flags }, context) {
    const { importRuns, openSource, reportText } = await import("./transfer/index.ts");
    const isAddress = /^https?:\/\//.test(args.source);
    const source = openSource(isAddress ? args.source : resolve(context.cwd, args.source), {
      artifacts: flags.artifacts === undefined ? undefined : resolve(context.cwd, flags.artifacts),
    });
    const report = await importRuns(source, {
      client: await context.server(),
      project: flags.project ?? (await context.project()).name,
      experiment: flags.experiment,
      artifacts: !flags["records-only"],
      output: context.output,
      signal: context.signal,
    });
    return { data: report, text: reportText(report) };
  },
});

const FORMATS = ["export", "mlruns", "csv", "jsonl"] as const;

const exportCommand = defineCommand({
  name: "export",
  summary: "write runs out: for another Fettle, for MLflow, or as a table",
  details: [
    "Formats: `export`, a folder that `fettle runs import` reads, with the files of the runs; `mlruns`, a folder that MLflow reads; `csv`, a table with a line for each run; `jsonl`, a record a line. The last two go to stdout where no --out is given.",
    "The filter is that of `fettle runs list`.",
  ].join("\n\n"),
  args: [],
  flags: {
    out: {
      summary: "the folder or file to write, which must not exist",
      type: "string",
      value: "PATH",
    },
    format: { summary: "default export", type: "string", choices: FORMATS },
    filter: { summary: "only the runs that match", type: "string", value: "FILTER" },
    experiment: { summary: "only of this experiment", type: "string", value: "NAME" },
    "records-only": { summary: "without the files of the runs", type: "boolean" },
    all: { summary: "of all projects in the store", type: "boolean" },
  },
  examples: [
    ["fettle runs export --out backup", "all runs of the project with their files"],
    ["fettle runs export --format mlruns --out mlruns", "for MLflow"],
    ["fettle runs export --format csv --filter 'metrics.accuracy > 0.9'", "a table on stdout"],
  ],
  async run({ flags }, context) {
    const format = (flags.format ?? "export") as (typeof FORMATS)[number];
    if (flags.out === undefined && (format === "export" || format === "mlruns"))
      throw fail(GROUND_ERRORS, "USAGE", {
        problem: `--format ${format} writes a folder; name one with --out`,
        command: "runs export",
      });
    const { exportRuns } = await import("./transfer/index.ts");
    const report = await exportRuns({
      client: await context.server(),
      format,
      out: flags.out === undefined ? undefined : resolve(context.cwd, flags.out),
      filter: flags.filter,
      experiment: flags.experiment,
      project: flags.all ? undefined : (await context.project()).name,
      artifacts: !flags["records-only"],
      output: context.output,
      signal: context.signal,
    });
    return { data: report, ...(report.text === undefined ? {} : { text: report.text }) };
  },
});

const sendCommand = defineCommand({
  name: "send",
  summary: "send what scripts recorded while no server answered",
  details:
    "A script that uses fettle/client keeps on disk what it can't send. The next script sends it, and so does this command.",
  args: [],
  flags: {},
  examples: [["fettle runs send", "what waits in this project"]],
  async run(_, context) {
    const { join } = await import("node:path");
    const { createUploader, sendBy, sendOutboxes } = await import("./recording/index.ts");
    const project = await context.project();
    const client = await context.server();
    const folder = join(project.store, "outbox");
    const sent = await sendOutboxes({
      folder,
      to: project.serverUrl ?? "the server of this store",
      send: sendBy(client, folder, createUploader(client)),
      warn: (error) => context.output.warn(error.message),
    });
    const rest = sent.waiting + sent.elsewhere;
    const text = `${sent.sent} request(s) sent${rest === 0 ? "" : `, ${rest} wait`}`;
    return { data: sent, text };
  },
});

/** The commands that carry runs in and out. */
export const transferCommands: readonly CommandShape[] = [
  importCommand,
  exportCommand,
  sendCommand,
];
