import { table } from "#ground/cli";
import { bytes, count, dateText, duration } from "#ground/words";
import type { ArtifactEntry, RunDetail } from "../model.ts";
import { indented, valueText } from "./cells.ts";

/** All of a run, for reading. */
export function runText(run: RunDetail, artifacts: readonly ArtifactEntry[]): string {
  const parts = [facts(run)];
  const params = Object.entries(run.params);
  if (params.length > 0) parts.push(`parameters\n${indented(table(["key", "value"], params))}`);
  if (run.metricSummaries.length > 0)
    parts.push(
      `metrics\n${indented(
        table(
          ["key", "last", "min", "max", "points", "last step"],
          run.metricSummaries.map((m) => [
            m.key,
            valueText(m.last),
            valueText(m.min),
            valueText(m.max),
            m.count,
            m.lastStep,
          ]),
        ),
      )}`,
    );
  const tags = Object.entries(run.tags).filter(([key]) => !/^(mlflow|fettle)\./.test(key));
  if (tags.length > 0) parts.push(`tags\n${indented(table(["key", "value"], tags))}`);
  if (artifacts.length > 0)
    parts.push(
      `artifacts\n${indented(
        table(
          ["path", "size"],
          artifacts.map((a) => [a.path, bytes(a.size)]),
        ),
      )}`,
    );
  return parts.join("\n\n");
}

function facts(run: RunDetail): string {
  const lines: [string, string][] = [
    ["run", run.id],
    ["name", run.name],
    ["experiment", run.experiment],
    ["project", run.project],
    ["status", run.exitCode === null ? run.status : `${run.status}, exit code ${run.exitCode}`],
    ["started", `${dateText(run.startedAt)} by ${run.user}`],
    ["took", run.durationMs === null ? "-" : duration(run.durationMs)],
    ["command", run.command?.join(" ") ?? "-"],
    ["folder", run.folder ?? "-"],
    ["commit", commitLine(run)],
  ];
  for (const data of run.data) {
    const files = data.files === undefined ? "" : `, ${count(data.files)} files`;
    const tracked = data.tracked ? "" : ", not the content of a .dvc file";
    lines.push(["data", `${data.path}  ${data.md5}  ${bytes(data.size)}${files}${tracked}`]);
  }
  if (run.notebook !== null) lines.push(["notebook", run.notebook]);
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
}

function commitLine(run: RunDetail): string {
  if (run.commit === null) return "none";
  const branch = run.branch === null ? "" : ` on ${run.branch}`;
  return `${run.commit}${branch}${run.dirty ? ", with changes that were not committed" : ""}`;
}
