import { duration, number } from "#ground/words";
import type { RunDetail } from "../model.ts";

/** What a person wants to know after a run: how it ended, its numbers, and where the rest is. */
export function launchText(launched: {
  readonly run: RunDetail;
  readonly exitCode: number;
  readonly url: string;
  /** Why its command logged nothing to it. */
  readonly nothing: string | undefined;
}): readonly string[] {
  const { run, exitCode, url } = launched;
  const code = exitCode === 0 ? "" : ` (exit code ${exitCode})`;
  const metrics = Object.entries(run.metrics)
    .slice(0, 3)
    .map(([key, value]) => `, ${key} ${number(value)}`)
    .join("");
  return [
    `run ${run.name}: ${run.status}${code} in ${duration(run.durationMs ?? 0)}${metrics}`,
    `    fettle runs show ${run.id.slice(0, 8)}   ${url}/runs/${run.id}`,
    ...(launched.nothing === undefined ? [] : [launched.nothing]),
  ];
}
