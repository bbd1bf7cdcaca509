import { fill } from "#ground/hooks";
import { newId } from "#ground/id";
import type { ServerContext } from "#ground/server";
import { type RunDetail, runEnded, runLost, runsPurged } from "#runs";
import { baseOf } from "./base-of.ts";
import { sender } from "./deliver.ts";
import { messageOf } from "./message.ts";
import type { NoticeEvent } from "./model.ts";
import { insertDelivery } from "./store/deliveries.ts";
import { selectNotices } from "./store/notices.ts";
import { forgetTold, noteTold } from "./store/told.ts";

/** A run may end twice in a moment, by its script and by its command, and a lost one may come and go. */
const ONCE_WITHIN_MS = 10 * 60_000;

/** The only way to a message: runs call these for what happens, never for what is imported. */
export const HOOKS = [
  fill(runEnded, (run, context) => tell(context, run, eventOf(run))),
  fill(runLost, (run, context) => tell(context, run, "lost")),
  fill(runsPurged, forgetTold),
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
    (notice) =>
      notice.sealed !== "" &&
      notice.on.includes(event) &&
      isWithin(run.experiment, notice.experiment),
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
    tx.afterCommit(() => sender.wake(context));
  });
}

/** Whether an experiment is the one that is named, or lies in the folder that is. */
function isWithin(experiment: string, named: string | null): boolean {
  if (named === null) return true;
  return named.endsWith("/") ? experiment.startsWith(named) : experiment === named;
}
