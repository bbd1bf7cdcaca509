import { type Context, defineCommand, follow, screen } from "#ground/cli";
import { EXIT } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { RunsApi } from "../api.ts";
import { isOver, type RunDetail } from "../model.ts";

const SHOWN = 20;
/** Of a run too: that it was imported anew, or purged, is told of the list alone. What is told of each run lies below. */
const TOPICS = ["runs"];

/** `fettle runs watch`: what happens, as it happens. */
export const watchCommand = defineCommand({
  name: "watch",
  summary: "show runs, or the metrics of one, as they change",
  details: [
    "Without a run: the latest runs of the project, until Ctrl-C. With one: its metrics until it ends; the exit code is 0 where it finished, 1 where it failed or was killed.",
    "On a terminal the table is drawn anew; elsewhere each change is a line, and with --json a line of JSON.",
  ].join("\n\n"),
  args: [{ name: "run", summary: "its id, the start of it, or its name" }],
  flags: {
    experiment: { summary: "only runs of this experiment", type: "string", value: "NAME" },
  },
  examples: [
    ["fettle runs watch", "the project's runs"],
    ["fettle runs watch bayes && python evaluate.py", "wait for a run, then go on if it finished"],
  ],
  async run({ args, flags }, context) {
    const client = await context.server();
    const project = (await context.project()).name;
    if (args.run === undefined) {
      await watchAll(client, context, { project, experiment: flags.experiment });
      return { data: null, streamed: true };
    }
    const { id } = await client.api<RunsApi>().get("/api/fettle/1/runs/:ref", {
      params: { ref: args.run },
      query: { project },
    });
    const run = await watchOne(client, context, id);
    if (run === undefined) return { data: null, streamed: true };
    return { data: run, streamed: true, exit: run.status === "FINISHED" ? EXIT.yes : EXIT.no };
  },
});

/** Shows the latest runs until somebody stops it. */
async function watchAll(
  client: ServerClient,
  context: Context,
  query: { project: string; experiment: string | undefined },
): Promise<void> {
  const { listText, rowLine } = await import("../printing/index.ts");
  const draw = screen(context);
  const seen = new Map<string, string>();
  await follow(client, TOPICS, context, async () => {
    const list = await client
      .api<RunsApi>()
      .get("/api/fettle/1/runs", { query: { ...query, limit: SHOWN } });
    if (context.output.screen && !context.output.json) draw(listText(list, undefined));
    else
      for (const run of [...list.runs].reverse()) {
        const line = rowLine(run);
        if (seen.get(run.id) === line) continue;
        seen.set(run.id, line);
        context.output.say(line);
        context.output.emit(run);
      }
    return false;
  });
}

/** Shows a run until it is over, and gives it as it was then. */
async function watchOne(
  client: ServerClient,
  context: Context,
  id: string,
): Promise<RunDetail | undefined> {
  const { progressLine, progressText, rowLine } = await import("../printing/index.ts");
  const draw = screen(context);
  let last: RunDetail | undefined;
  await follow(client, TOPICS, context, async () => {
    const run = await client.api<RunsApi>().get("/api/fettle/1/runs/:ref", { params: { ref: id } });
    if (context.output.screen && !context.output.json) draw(progressText(run));
    else {
      const line = progressLine(last, run);
      if (line !== "") context.output.say(line);
      if (line !== "" || last === undefined) context.output.emit(changeOf(run));
      if (isOver(run.status)) context.output.say(rowLine(run));
    }
    last = run;
    return isOver(run.status);
  });
  return last !== undefined && isOver(last.status) ? last : undefined;
}

function changeOf(run: RunDetail): object {
  const { id, name, status, metricSummaries, endedAt, exitCode } = run;
  return { id, name, status, metrics: metricSummaries, endedAt, exitCode };
}
