import { defineCommand, table } from "#ground/cli";
import { EXIT, fail, GROUND_ERRORS } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { Notice } from "../notices/index.ts";

const API = "/api/fettle/1/runs/notices";
const ACTIONS = ["add", "list", "remove", "test"] as const;

/** `fettle runs notify`: who is told when runs end or are lost. */
export const notifyCommand = defineCommand({
  name: "notify",
  summary: "have a webhook or Slack told of runs that failed, finished or are lost",
  details: [
    "The server sends a POST for each run of the project that comes to such an end, in the background, and tries again when it fails. An address of Slack gets Slack's form, any other the run's facts as JSON; --slack sends Slack's form anywhere.",
    "Addresses are kept sealed and shown shortened. By default they must be https and public; settings.yaml of the store may allow others.",
  ].join("\n\n"),
  args: [
    { name: "action", summary: "add, list (default), remove or test" },
    { name: "target", summary: "the address to add, else the notice's id or the start of it" },
  ],
  flags: {
    on: {
      summary: "finished, failed, killed, lost, with commas; default failed,lost",
      type: "string",
      value: "EVENTS",
    },
    experiment: {
      summary: "only of this experiment, or of a folder such as intents/",
      type: "string",
      value: "NAME",
    },
    slack: { summary: "send Slack's form", type: "boolean" },
    link: {
      summary: "where links in messages lead; default the server's own address",
      type: "string",
      value: "URL",
    },
  },
  examples: [
    [
      "fettle runs notify add https://hooks.slack.com/services/T0/B0/x --on failed,lost",
      "a channel that hears of failures",
    ],
    ["fettle runs notify test 3f2a", "send a test message now"],
    ["fettle runs notify remove 3f2a", "no more"],
  ],
  async run({ args, flags }, context) {
    const action = args.action ?? "list";
    if (!ACTIONS.some((known) => known === action))
      throw usage(`no action ${JSON.stringify(action)}; expected ${ACTIONS.join(", ")}`);
    const client = await context.server();
    const project = (await context.project()).name;
    if (action === "list") {
      const { notices } = await client.get<{ notices: Notice[] }>(API, { project });
      return { data: { notices }, text: listText(notices) };
    }
    if (args.target === undefined)
      throw usage(action === "add" ? "the address is missing" : "the notice's id is missing");
    if (action === "add") {
      const { newId } = await import("#ground/id");
      const added = await client.post<Notice>(API, {
        id: newId(),
        project,
        url: args.target,
        on: (flags.on ?? "failed,lost").split(",").map((event) => event.trim()),
        slack: flags.slack,
        experiment: flags.experiment ?? null,
        link: flags.link ?? null,
      });
      const next = `fettle runs notify test ${added.id.slice(0, 8)}   sends a test message`;
      return { data: added, text: `${listText([added])}\n${next}` };
    }
    const notice = await noticeOf(client, project, args.target);
    if (action === "remove") {
      const removed = await client.delete<Notice>(`${API}/${notice.id}`);
      return { data: removed, text: `removed ${removed.url}` };
    }
    const tried = await client.post<{ arrived: boolean; problem: string | null }>(
      `${API}/${notice.id}/test`,
    );
    return {
      data: tried,
      text: tried.arrived ? `arrived at ${notice.url}` : `did not arrive: ${tried.problem}`,
      exit: tried.arrived ? EXIT.yes : EXIT.no,
    };
  },
});

async function noticeOf(client: ServerClient, project: string, ref: string): Promise<Notice> {
  const { notices } = await client.get<{ notices: Notice[] }>(API, { project });
  const [only, ...others] = notices.filter((one) => one.id === ref || one.id.startsWith(ref));
  const { ERRORS } = await import("../errors.ts");
  if (only === undefined || others.length > 0)
    throw fail(ERRORS, "RUNS_NOTICE_UNKNOWN", { id: ref });
  return only;
}

function listText(notices: readonly Notice[]): string {
  if (notices.length === 0)
    return "nobody is told; fettle runs notify add URL has an address told of runs";
  const rows = notices.map((one) => [
    one.id.slice(0, 8),
    one.on.join(","),
    one.experiment ?? "all",
    one.slack ? `${one.url} (Slack)` : one.url,
    one.problem ?? (one.toldAt === null ? "nothing sent yet" : "arrives"),
  ]);
  return table(["id", "on", "experiment", "to", "state"], rows);
}

function usage(problem: string): Error {
  return fail(GROUND_ERRORS, "USAGE", { problem, command: "runs notify" });
}
