import type { ServerContext } from "#ground/server";
import { postOnce, problemOf, signedHeaders, unseal, webhookSettings } from "#ground/webhooks";
import type { RunDetail } from "#runs";
import type { TestOutcome } from "./api.ts";
import { baseOf } from "./base-of.ts";
import { messageOf } from "./message.ts";
import type { Notice } from "./model.ts";
import type { SealedNotice } from "./store/notices.ts";

/** Sends a message about a run that never was, at once and past the queue. */
export async function sendTest(
  context: ServerContext,
  notice: SealedNotice,
  signal: AbortSignal,
): Promise<TestOutcome> {
  const at = context.clock.now();
  const body = messageOf("test", sample(notice, at), notice, {
    base: baseOf(context, notice),
    at,
  });
  const outcome = await postOnce({
    url: unseal(context.store.folder, notice.sealed) ?? "",
    body,
    headers: signedHeaders({ id: `test-${at}`, at, body, secret: null }),
    policy: context.settings.of(webhookSettings),
    signal,
  });
  const problem = problemOf(outcome) ?? null;
  return { arrived: problem === null, problem };
}

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
