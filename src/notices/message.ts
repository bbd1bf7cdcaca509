import { duration, number } from "#ground/words";
import type { RunDetail } from "#runs";
import type { Notice, NoticeEvent } from "./model.ts";

const METRICS_MAX = 20;
const SHOWN_MAX = 3;

/** What is sent for an event: Slack's form, or the run's facts. `base` is where the page is, without a slash at the end. */
export function messageOf(
  event: NoticeEvent | "test",
  run: RunDetail,
  notice: Pick<Notice, "slack">,
  told: { readonly base: string | null; readonly at: number },
): string {
  const link = told.base === null ? null : `${told.base}/runs/${encodeURIComponent(run.id)}`;
  if (notice.slack) return JSON.stringify({ text: slackText(event, run, link) });
  const { id, name, project, experiment, status, user, startedAt, endedAt, durationMs } = run;
  return JSON.stringify({
    event: `run.${event}`,
    at: told.at,
    link,
    run: {
      id,
      name,
      project,
      experiment,
      status,
      user,
      startedAt,
      endedAt,
      durationMs,
      exitCode: run.exitCode,
      commit: run.commit,
      metrics: Object.fromEntries(Object.entries(run.metrics).slice(0, METRICS_MAX)),
    },
  });
}

/** Slack's `mrkdwn`: `*bold*`, `<url|text>`, and three characters that are escaped. */
function slackText(event: NoticeEvent | "test", run: RunDetail, link: string | null): string {
  const name = escaped(run.name).replaceAll("|", "/");
  const subject = link === null ? `*${name}*` : `*<${link}|${name}>*`;
  const code = run.exitCode === null || run.exitCode === 0 ? "" : ` (exit code ${run.exitCode})`;
  const took = run.durationMs === null ? "" : ` after ${duration(run.durationMs)}`;
  const did = { finished: "finished", failed: "failed", killed: "was killed", lost: "is lost" };
  const what =
    event === "test"
      ? "this is a test: notices arrive here"
      : event === "lost"
        ? `${did.lost}: it stopped reporting`
        : `${did[event]}${took}${code}`;
  const metrics = Object.entries(run.metrics)
    .slice(0, SHOWN_MAX)
    .map(([key, value]) => `${escaped(key)} ${number(value)}`);
  const where = `${escaped(run.project)}, ${escaped(run.experiment)}, by ${escaped(run.user)}`;
  return [`${subject} ${what}`, metrics.join(", "), where].filter(Boolean).join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
