import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#ground/database";
import { fill } from "#ground/hooks";
import { newId } from "#ground/id";
import type { ServerContext } from "#ground/server";
import type { Background } from "#ground/slice";
import { type DeliveryQueue, startDeliveries, unseal } from "#ground/webhooks";
import { runLost } from "../lost/index.ts";
import type { RunDetail } from "../model.ts";
import { runEnded } from "../run-ended.ts";
import {
  deleteDelivery,
  insertDelivery,
  postponeDelivery,
  selectLanes,
  selectNextDelivery,
} from "../store/deliveries.ts";
import { noteTold, selectNotice, selectNotices } from "../store/notices.ts";
import { messageOf } from "./message.ts";
import type { Notice, NoticeEvent } from "./model.ts";

/** A run may end twice in a moment, by its script and by its command, and a lost one may come and go. */
const ONCE_WITHIN_MS = 10 * 60_000;

const senders = new WeakMap<Database, { wake(): void }>();

/** Sends what is waiting, as long as the server runs. */
export const sendNotices: Background = async (context) => {
  const deliveries = startDeliveries(queueOf(context), {
    clock: context.clock,
    log: context.log,
    settings: context.settings.webhooks,
  });
  senders.set(context.database, deliveries);
  return {
    async stop() {
      senders.delete(context.database);
      await deliveries.stop();
    },
  };
};

/** Runs that ended and runs that are lost are told of. */
export const NOTICE_HOOKS = [
  fill(runEnded, (run, context) => tell(context, run, eventOf(run))),
  fill(runLost, (run, context) => tell(context, run, "lost")),
];

function eventOf(run: RunDetail): NoticeEvent | undefined {
  if (run.status === "FINISHED") return "finished";
  if (run.status === "FAILED") return "failed";
  return run.status === "KILLED" ? "killed" : undefined;
}

/** Puts a message into the queue of each notice that wants to know. */
async function tell(
  context: ServerContext,
  run: RunDetail,
  event: NoticeEvent | undefined,
): Promise<void> {
  if (event === undefined) return;
  const wanted = (await selectNotices(context.database, run.project)).filter(
    (notice) => notice.on.includes(event) && isWithin(run.experiment, notice.experiment),
  );
  if (wanted.length === 0) return;
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    for (const notice of wanted) {
      const told = { run: run.id, notice: notice.id, event, at, since: at - ONCE_WITHIN_MS };
      if (!(await noteTold(tx, told))) continue;
      const body = messageOf(event, run, notice, { base: baseOf(context, notice), at });
      await insertDelivery(tx, { id: newId(), notice: notice.id, body, at });
    }
    tx.afterCommit(() => senders.get(context.database)?.wake());
  });
}

/** Whether an experiment is the one that is named, or lies in the folder that is. */
function isWithin(experiment: string, named: string | null): boolean {
  if (named === null) return true;
  return named.endsWith("/") ? experiment.startsWith(named) : experiment === named;
}

/** Where the page is: as the notice says, else where this server listens; null where that is not known. */
export function baseOf(context: ServerContext, notice: Pick<Notice, "link">): string | null {
  if (notice.link !== null) return notice.link.replace(/\/+$/, "");
  try {
    const file = readFileSync(join(context.store.folder, "server.json"), "utf8");
    const { url } = JSON.parse(file) as { url?: string };
    return url ?? null;
  } catch {
    return null;
  }
}

function queueOf(context: ServerContext): DeliveryQueue {
  const { database, clock, store } = context;
  return {
    lanes: () => selectLanes(database),
    async next(lane) {
      const delivery = await selectNextDelivery(database, lane);
      if (delivery === undefined) return undefined;
      const notice = await selectNotice(database, lane);
      const url = notice === undefined ? undefined : unseal(store.folder, notice.sealed);
      const { id, body, attempts } = delivery;
      // Without the store's key nobody knows where it should go; the empty address is refused, and that is noted.
      return { id, url: url ?? "", secret: null, body, attempts };
    },
    async remove(id, problem) {
      await database.write((tx) => deleteDelivery(tx, id, clock.now(), problem));
    },
    async postpone(id, dueAt, problem) {
      await database.write((tx) => postponeDelivery(tx, id, dueAt, problem));
    },
  };
}
