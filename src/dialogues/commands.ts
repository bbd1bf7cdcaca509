import { type CommandShape, defineCommand } from "#ground/cli";
import type { DialoguesApi } from "./api.ts";

const WHAT = {
  name: "what",
  summary: "files, folders, ids or parts of titles; all dialogues where none is given",
  many: true,
} as const;

const TAG = {
  type: "strings",
  value: "TAG",
  summary: "only dialogues with this tag",
} as const;

const test = defineCommand({
  name: "test",
  short: "test",
  summary: "run the dialogues through the whole product",
  details:
    "Starts the agent by the command in dialogues.agent.start (or talks to the one at --url), runs the dialogues side by " +
    "side, each with its turns in order, keeps the report and shows every turn that broke.\n\n" +
    "Exit codes: 0 all passed; 1 some failed or were flaky; 3 none failed, but for some the agent gave no answer that " +
    "could be judged; 5 nothing to run.",
  args: [WHAT],
  flags: {
    tag: TAG,
    "last-failed": { type: "boolean", summary: "only what did not pass in the last report" },
    model: {
      type: "strings",
      value: "NAME=VERSION",
      summary: "start the agent with this version of a model",
    },
    url: { type: "string", value: "URL", summary: "talk to the agent that runs there" },
    parallel: { type: "integer", value: "N", summary: "dialogues at a time (default 8)" },
    junit: { type: "string", value: "FILE", summary: "also write the report as JUnit's XML" },
  },
  examples: [
    ["fettle test", "all dialogues"],
    ["fettle test pricing --tag must-pass", "those whose title, id or file holds `pricing`"],
    ["fettle test --last-failed", "what did not pass the last time"],
    ["fettle test --model intent=2", "all, with version 2 of the model intent"],
  ],
  async run({ args, flags }, context) {
    const { EXIT, fail, GROUND_ERRORS } = await import("#ground/errors");
    const { testProject } = await import("./test-project.ts");
    const { junit, reportText } = await import("./report/index.ts");
    if (flags.parallel !== undefined && flags.parallel < 1)
      throw fail(GROUND_ERRORS, "USAGE", {
        problem: `--parallel is ${flags.parallel}; expected at least 1`,
        command: "test",
      });
    const report = await testProject(
      {
        what: args.what,
        tags: flags.tag,
        lastFailed: flags["last-failed"],
        models: flags.model,
        url: flags.url,
        parallel: flags.parallel,
      },
      context,
    );
    if (flags.junit !== undefined) {
      const { resolve } = await import("node:path");
      const { writeFileWhole } = await import("#ground/files");
      writeFileWhole(resolve(context.cwd, flags.junit), junit(report));
    }
    const { counts } = report;
    const seen = `report ${report.id.slice(0, 8)}`;
    return {
      data: report,
      text: `${reportText(report, context.output.style)}\n${context.output.style("dim", seen)}`,
      exit: counts.fail + counts.flaky > 0 ? EXIT.no : counts.error > 0 ? EXIT.world : EXIT.yes,
    };
  },
});

const list = defineCommand({
  name: "list",
  summary: "list the dialogues of the project",
  args: [WHAT],
  flags: { tag: TAG },
  examples: [
    ["fettle dialogues list", "all cases with their files and tags"],
    ["fettle dialogues list --tag pricing", "those with a tag"],
  ],
  async run({ args, flags }, context) {
    const { table } = await import("#ground/cli");
    const { dialoguesSection } = await import("./config.ts");
    const { loadSuite } = await import("./load-suite.ts");
    const project = await context.project();
    const suite = await loadSuite(project.root, project.settings(dialoguesSection), {
      what: args.what,
      tags: flags.tag,
    });
    const cases = suite.cases.map(({ id, dialogue, file, line, tags, mustPass, turns }) => ({
      id,
      dialogue,
      file,
      line,
      tags,
      mustPass,
      turns: turns.length,
    }));
    return {
      data: { suite: suite.hash, cases },
      text: table(
        ["id", "turns", "tags"],
        cases.map((one) => [one.id, one.turns, one.tags.join(", ")]),
      ),
    };
  },
});

const reports = defineCommand({
  name: "reports",
  summary: "list the reports of the project, newest first",
  args: [],
  flags: { limit: { type: "integer", value: "N", summary: "at most so many (default 20)" } },
  examples: [["fettle dialogues reports", "the last twenty"]],
  async run({ flags }, context) {
    const { table } = await import("#ground/cli");
    const { EXIT } = await import("#ground/errors");
    const project = await context.project();
    const server = (await context.server()).api<DialoguesApi>();
    const data = await server.get("/api/fettle/1/dialogues/reports", {
      query: { project: project.name, limit: flags.limit ?? 20 },
    });
    if (data.reports.length === 0)
      return { data, text: "no reports yet; type fettle test", exit: EXIT.nothing };
    return {
      data,
      text: table(
        ["report", "at", "arm", "passed", "failed", "flaky", "errors"],
        data.reports.map(({ id, endedAt, arm, counts }) => [
          id.slice(0, 8),
          new Date(endedAt).toISOString().slice(0, 16).replace("T", " "),
          arm.label,
          counts.pass,
          counts.fail,
          counts.flaky,
          counts.error,
        ]),
      ),
    };
  },
});

const show = defineCommand({
  name: "show",
  summary: "show a report again",
  args: [{ name: "report", summary: "its id or the beginning of it; the last one by default" }],
  flags: {},
  examples: [
    ["fettle dialogues show", "the last report"],
    ["fettle dialogues show 4f2a9c01", "another one"],
  ],
  async run({ args }, context) {
    const { fail } = await import("#ground/errors");
    const { ERRORS } = await import("./errors.ts");
    const { reportText } = await import("./report/index.ts");
    const server = (await context.server()).api<DialoguesApi>();
    let id = args.report;
    if (id === undefined) {
      const project = await context.project();
      const { reports: last } = await server.get("/api/fettle/1/dialogues/reports", {
        query: { project: project.name, limit: 1 },
      });
      id = last[0]?.id;
      if (id === undefined)
        throw fail(ERRORS, "DIALOGUES_REPORT_UNKNOWN", { report: "last", project: project.name });
    }
    const report = await server.get("/api/fettle/1/dialogues/reports/:id", { params: { id } });
    return { data: report, text: reportText(report, context.output.style) };
  },
});

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [test, list, reports, show];
