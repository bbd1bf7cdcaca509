import { resolve } from "node:path";
import { type CommandShape, defineCommand } from "#ground/cli";
import { EXIT, fail, GROUND_ERRORS } from "#ground/errors";

const importCommand = defineCommand({
  name: "import",
  short: "import",
  summary: "bring runs in from MLflow, or from an export of Fettle",
  details: [
    "Reads a folder mlruns, a file mlflow.db of any schema since MLflow 2.0, a running MLflow server, or what `fettle export` wrote: experiments, runs with their parameters, tags, metrics, inputs and files, logged models, registered models with versions and aliases. Nothing is changed where it comes from.",
    "Ids are kept. What is here already stays as it is and gets what it lacks, so the same import may be done again, after an interruption or when the source has grown. What can't be carried over is told in the end by the run and the key it is of; then the exit code is 1.",
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
    ["fettle import mlruns", "all of an MLflow folder"],
    ["fettle import mlflow.db --artifacts mlartifacts", "the database of an MLflow server"],
    ["fettle import http://mlflow.example.org:5000 --experiment intent", "one experiment"],
  ],
  async run({ args, flags }, context) {
    const [
      { importRecords, isWhole },
      { onlyExperiment, openSource },
      { readKinds },
      { reportText },
    ] = await Promise.all([
      import("./import-records.ts"),
      import("./sources/index.ts"),
      import("./read-kinds.ts"),
      import("./report-text.ts"),
    ]);
    const isAddress = /^https?:\/\//.test(args.source);
    const source = openSource(isAddress ? args.source : resolve(context.cwd, args.source), {
      artifacts: flags.artifacts === undefined ? undefined : resolve(context.cwd, flags.artifacts),
    });
    const { experiment } = flags;
    const part = experiment === undefined ? source : onlyExperiment(source, experiment);
    const client = await context.server();
    const kinds = await readKinds(client);
    const report = await importRecords(part, {
      client,
      kinds,
      project: flags.project ?? (await context.project()).name,
      artifacts: !flags["records-only"],
      output: context.output,
      signal: context.signal,
    });
    return {
      data: report,
      text: reportText(report, kinds),
      exit: isWhole(report) ? EXIT.yes : EXIT.no,
    };
  },
});

const FORMATS = ["export", "mlruns", "csv", "jsonl"] as const;

const exportCommand = defineCommand({
  name: "export",
  short: "export",
  summary: "write runs out: for another Fettle, for MLflow, or as a table",
  details: [
    "Formats: `export`, a folder that `fettle import` reads, with the files of the runs; `mlruns`, a folder that MLflow reads; `csv`, a table with a line for each run; `jsonl`, a record a line. The last two go to stdout where no --out is given.",
    "Without a filter all of the project comes, its trash included. What stays behind is told in the end by the run and the key it is of; then the exit code is 1, unless it is what a table or MLflow's folder has no place for.",
    "The filter is that of the list of runs (docs/guide/search.md).",
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
    ["fettle export --out backup", "all runs of the project with their files"],
    ["fettle export --format mlruns --out mlruns", "for MLflow"],
    ["fettle export --format csv --filter 'metrics.accuracy > 0.9'", "a table on stdout"],
  ],
  async run({ flags }, context) {
    const format = (flags.format ?? "export") as (typeof FORMATS)[number];
    if (flags.out === undefined && (format === "export" || format === "mlruns"))
      throw fail(GROUND_ERRORS, "USAGE", {
        problem: `--format ${format} writes a folder; name one with --out`,
        command: "export",
      });
    const [{ exportRecords }, { readKinds }] = await Promise.all([
      import("./export-records.ts"),
      import("./read-kinds.ts"),
    ]);
    const client = await context.server();
    const report = await exportRecords({
      client,
      kinds: await readKinds(client),
      format,
      out: flags.out === undefined ? undefined : resolve(context.cwd, flags.out),
      filter: flags.filter,
      experiment: flags.experiment,
      project: flags.all ? undefined : (await context.project()).name,
      artifacts: !flags["records-only"],
      output: context.output,
      signal: context.signal,
    });
    return {
      data: report,
      ...(report.text === undefined ? {} : { text: report.text }),
      exit: report.whole ? EXIT.yes : EXIT.no,
    };
  },
});

/** The commands that carry things in and out. */
export const commands: readonly CommandShape[] = [importCommand, exportCommand];
