import { z } from "zod";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { postOnce, problemOf, seal, signedHeaders, targetProblem, unseal } from "#ground/webhooks";
import { ERRORS } from "../errors.ts";
import type { RunDetail } from "../model.ts";
import {
  deleteNotice,
  insertNotice,
  type SealedNotice,
  selectNotice,
  selectNotices,
} from "../store/notices.ts";
import { messageOf } from "./message.ts";
import { EVENTS, type Notice, shownUrl } from "./model.ts";
import { baseOf } from "./send.ts";

const BASE = "/api/fettle/1/runs/notices";

const list = defineRoute({
  method: "GET",
  path: BASE,
  permission: "read",
  summary: "Who is told when runs end or are lost; addresses are shortened.",
  query: z.object({ project: z.string().optional() }),
  async run({ query }, context): Promise<{ notices: Notice[] }> {
    const found = await selectNotices(context.database, query.project);
    return { notices: found.map(shown) };
  },
});

const add = defineRoute({
  method: "POST",
  path: BASE,
  permission: "write",
  summary: "Has an address told of runs. The same request sent again adds nothing.",
  body: z.object({
    id: z.string().regex(/^[0-9a-f]{32}$/, "expected 32 hex digits"),
    project: z.string().min(1).max(250),
    experiment: z
      .string()
      .min(1)
      .max(500)
      .nullable()
      .default(null)
      .describe("A name, or the start of several that ends in a slash."),
    on: z.array(z.enum(EVENTS)).min(1).max(EVENTS.length),
    url: z.string().max(2048),
    slack: z.boolean().default(false).describe("Send messages of Slack's form."),
    link: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null)
      .describe("Where links in messages lead; default this server's own address."),
  }),
  async run({ body, peer }, context): Promise<Notice> {
    const problem = targetProblem(body.url, context.settings.webhooks);
    if (problem !== undefined) throw fail(ERRORS, "RUNS_NOTICE_INVALID", { problem });
    const notice: SealedNotice = {
      ...body,
      on: [...new Set(body.on)],
      url: shownUrl(body.url),
      sealed: seal(context.store.folder, body.url),
      slack: body.slack || new URL(body.url).hostname === "hooks.slack.com",
      user: peer.user,
      createdAt: context.clock.now(),
      toldAt: null,
      problem: null,
    };
    await context.database.write((tx) => insertNotice(tx, notice));
    return shown(await requireNotice(context, body.id));
  },
});

const remove = defineRoute({
  method: "DELETE",
  path: `${BASE}/:id`,
  permission: "write",
  summary: "Ends a notice, with what it still had to send.",
  async run({ params }, context): Promise<Notice> {
    const notice = await requireNotice(context, params["id"] as string);
    await context.database.write((tx) => deleteNotice(tx, notice.id));
    return shown(notice);
  },
});

const test = defineRoute({
  method: "POST",
  path: `${BASE}/:id/test`,
  permission: "write",
  summary: "Sends a test message at once, and says whether it arrived.",
  async run({ params, signal }, context): Promise<{ arrived: boolean; problem: string | null }> {
    const notice = await requireNotice(context, params["id"] as string);
    const at = context.clock.now();
    const body = messageOf("test", sample(notice, at), notice, {
      base: baseOf(context, notice),
      at,
    });
    const outcome = await postOnce({
      url: unseal(context.store.folder, notice.sealed) ?? "",
      body,
      headers: signedHeaders({ id: `test-${at}`, at, body, secret: null }),
      policy: context.settings.webhooks,
      signal,
    });
    const problem = problemOf(outcome) ?? null;
    return { arrived: problem === null, problem };
  },
});

/** Who is told when runs end or are lost. */
export const NOTICE_ROUTES: readonly RouteShape[] = [list, add, remove, test];

async function requireNotice(context: ServerContext, id: string): Promise<SealedNotice> {
  const found = await selectNotice(context.database, id);
  if (found === undefined) throw fail(ERRORS, "RUNS_NOTICE_UNKNOWN", { id });
  return found;
}

/** Without the sealed address, which is nobody's business outside of the server. */
function shown({ sealed: _, ...notice }: SealedNotice): Notice {
  return notice;
}

/** A run for the message of a test. */
function sample(notice: Notice, at: number): RunDetail {
  return {
    id: "test",
    project: notice.project,
    experiment: notice.experiment ?? notice.project,
    name: "test",
    user: notice.user,
    status: "FINISHED",
    startedAt: at,
    endedAt: at,
    durationMs: 0,
    commit: null,
    dirty: false,
    command: null,
    data: [],
    params: {},
    metrics: {},
    tags: {},
    metricSummaries: [],
    artifactUri: "",
    notebook: null,
    exitCode: 0,
    branch: null,
    folder: null,
  };
}
