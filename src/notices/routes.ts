import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { seal, targetProblem, webhookSettings } from "#ground/webhooks";
import { API } from "./api.ts";
import { ERRORS } from "./errors.ts";
import { type Notice, shownUrl } from "./model.ts";
import { sendTest } from "./send-test.ts";
import {
  deleteNotice,
  insertNotice,
  type SealedNotice,
  selectNotice,
  selectNotices,
} from "./store/notices.ts";

const list = defineRoute({
  ...API.list,
  permission: "read",
  summary: "Who is told when runs end or are lost; addresses are shortened.",
  async run({ query }, context) {
    const found = await selectNotices(context.database, query.project);
    return { notices: found.map(shown) };
  },
});

const add = defineRoute({
  ...API.add,
  permission: "write",
  summary: "Has an address told of runs. The same request sent again adds nothing.",
  async run({ body, peer }, context) {
    const problem = targetProblem(body.url, context.settings.of(webhookSettings));
    if (problem !== undefined) throw fail(ERRORS, "NOTICES_ADDRESS_INVALID", { problem });
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
  ...API.remove,
  permission: "write",
  summary: "Ends a notice, with what it still had to send.",
  async run({ params }, context) {
    const notice = await requireNotice(context, params.id);
    await context.database.write((tx) => deleteNotice(tx, notice.id));
    return shown(notice);
  },
});

const test = defineRoute({
  ...API.test,
  permission: "write",
  summary: "Sends a test message at once, and says whether it arrived.",
  async run({ params, signal }, context) {
    return sendTest(context, await requireNotice(context, params.id), signal);
  },
});

/** The routes of this slice. */
export const ROUTES: readonly RouteShape[] = [list, add, remove, test];

async function requireNotice(context: ServerContext, id: string): Promise<SealedNotice> {
  const found = await selectNotice(context.database, id);
  if (found === undefined) throw fail(ERRORS, "NOTICES_UNKNOWN", { id });
  return found;
}

/** Without the sealed address, which is nobody's business outside of the server. */
function shown({ sealed: _, ...notice }: SealedNotice): Notice {
  return notice;
}
