import { type CommandShape, defineCommand, table } from "#ground/cli";
import type { Caller } from "#ground/wire";
import type { AddNotice, NoticesApi } from "./api.ts";
import type { Notice } from "./model.ts";

const NOTICES = "/api/fettle/1/notices";

const NOTICE = {
  name: "notice",
  summary: "its id, or the start of it",
  required: true,
} as const;

const add = defineCommand({
  name: "add",
  summary: "have a webhook or Slack told of runs that failed, finished or are lost",
  details: [
    "The server sends a POST for each run of the project that comes to such an end, in the background, and tries again when it fails. An address of Slack gets Slack's form, any other the run's facts as JSON; --slack sends Slack's form anywhere.",
    "Addresses are kept sealed and shown shortened. By default they must be https and public; settings.yaml of the store may allow others.",
  ].join("\n\n"),
  args: [{ name: "url", summary: "the address to be told", required: true }],
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
      "fettle notices add https://hooks.slack.com/services/T0/B0/x --on failed,lost",
      "a channel that hears of failures",
    ],
    [
      "fettle notices add https://example.org/hook --experiment intents/ --on finished",
      "a program that goes on where a run ended",
    ],
  ],
  async run({ args, flags }, context) {
    const { newId } = await import("#ground/id");
    const client = (await context.server()).api<NoticesApi>();
    const notice = {
      id: newId(),
      project: (await context.project()).name,
      url: args.url,
      // The server knows the events, and says which they are.
      on: (flags.on ?? "failed,lost").split(",").map((event) => event.trim()) as AddNotice["on"],
      slack: flags.slack,
      experiment: flags.experiment ?? null,
      link: flags.link ?? null,
    } satisfies AddNotice;
    const added = await client.post(NOTICES, { body: notice });
    const next = `fettle notices test ${added.id.slice(0, 8)}   sends a test message`;
    return { data: added, text: `${listText([added])}\n${next}` };
  },
});

const list = defineCommand({
  name: "list",
  summary: "list who is told of the project's runs",
  args: [],
  flags: {},
  examples: [["fettle notices list", "each address, and whether messages arrive there"]],
  async run(_, context) {
    const client = (await context.server()).api<NoticesApi>();
    const { name } = await context.project();
    const found = await client.get(NOTICES, { query: { project: name } });
    return { data: found, text: listText(found.notices) };
  },
});

const remove = defineCommand({
  name: "remove",
  summary: "have an address told no more",
  args: [NOTICE],
  flags: {},
  examples: [["fettle notices remove 3f2a", "with what it still had to send"]],
  async run({ args }, context) {
    const client = (await context.server()).api<NoticesApi>();
    const { id } = await noticeOf(client, (await context.project()).name, args.notice);
    const removed = await client.delete(`${NOTICES}/:id`, { params: { id } });
    return { data: removed, text: `removed ${removed.url}` };
  },
});

const test = defineCommand({
  name: "test",
  summary: "send a test message now",
  args: [NOTICE],
  flags: {},
  examples: [["fettle notices test 3f2a", "exits with 1 where it did not arrive"]],
  async run({ args }, context) {
    const { EXIT } = await import("#ground/errors");
    const client = (await context.server()).api<NoticesApi>();
    const notice = await noticeOf(client, (await context.project()).name, args.notice);
    const tried = await client.post(`${NOTICES}/:id/test`, { params: { id: notice.id } });
    return {
      data: tried,
      text: tried.arrived ? `arrived at ${notice.url}` : `did not arrive: ${tried.problem}`,
      exit: tried.arrived ? EXIT.yes : EXIT.no,
    };
  },
});

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [list, add, remove, test];

async function noticeOf(client: Caller<NoticesApi>, project: string, ref: string): Promise<Notice> {
  const { notices } = await client.get(NOTICES, { query: { project } });
  const [only, ...others] = notices.filter((one) => one.id === ref || one.id.startsWith(ref));
  if (only !== undefined && others.length === 0) return only;
  const { fail } = await import("#ground/errors");
  const { ERRORS } = await import("./errors.ts");
  throw fail(ERRORS, "NOTICES_UNKNOWN", { id: ref });
}

function listText(notices: readonly Notice[]): string {
  if (notices.length === 0)
    return "nobody is told; fettle notices add URL has an address told of runs";
  const rows = notices.map((one) => [
    one.id.slice(0, 8),
    one.on.join(","),
    one.experiment ?? "all",
    one.slack ? `${one.url} (Slack)` : one.url,
    one.problem ?? (one.toldAt === null ? "nothing sent yet" : "arrives"),
  ]);
  return table(["id", "on", "experiment", "to", "state"], rows);
}
