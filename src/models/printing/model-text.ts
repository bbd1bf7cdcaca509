import { table } from "#ground/cli";
import type { ModelDetail, ModelVersion, PastMove } from "../model.ts";

/** `champion=2 baseline=1`. */
export function aliasText(aliases: Readonly<Record<string, number>>): string {
  return Object.entries(aliases)
    .map(([name, version]) => `${name}=${version}`)
    .join(" ");
}

/** The first few metrics of a version, on one line. */
export async function metricsText(version: ModelVersion): Promise<string> {
  const { number } = await import("#ground/words");
  return Object.entries(version.metrics)
    .slice(0, 3)
    .map(([key, value]) => `  ${key} ${number(value)}`)
    .join("");
}

/** A model with its versions. */
export async function modelText(model: ModelDetail): Promise<string> {
  const rows: string[][] = [];
  for (const version of model.versions)
    rows.push([
      String(version.version),
      version.aliases.join(" "),
      version.runId?.slice(0, 8) ?? "-",
      dateText(version.createdAt),
      (await metricsText(version)).trim(),
      version.description,
    ]);
  const about = [
    `${model.name}, of project ${model.project}`,
    ...(model.description === "" ? [] : [model.description]),
    ...tagLines(model.tags),
  ].join("\n");
  if (rows.length === 0) return `${about}\n\nno version yet`;
  return `${about}\n\n${table(["version", "aliases", "run", "registered", "metrics", "description"], rows)}`;
}

function tagLines(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags).map(([key, value]) => `${key} = ${shortened(value)}`);
}

/** Tags may hold whole prompts. */
function shortened(value: string): string {
  const line = value.replaceAll(/\s+/g, " ");
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

/** One version with all its facts. */
export async function versionText(version: ModelVersion): Promise<string> {
  const { number } = await import("#ground/words");
  const lines: [string, string][] = [
    ["model", `${version.name}@${version.version}`],
    ["aliases", version.aliases.join(" ") || "-"],
    ["run", version.runId ?? "-"],
    ["files", version.source],
    ["registered", dateText(version.createdAt)],
    ["description", version.description || "-"],
    ...(version.modelId === null ? [] : [["logged model", version.modelId] as [string, string]]),
    ...(version.stage === "None" ? [] : [["stage", version.stage] as [string, string]]),
    ...Object.entries(version.tags).map(([key, value]): [string, string] => [
      `tag ${key}`,
      shortened(value),
    ]),
    ...Object.entries(version.metrics).map(([key, value]): [string, string] => [
      key,
      number(value),
    ]),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
}

/** What happened to a model, newest first. */
export function historyText(lines: readonly PastMove[]): string {
  if (lines.length === 0) return "nothing happened to this model since it was made";
  const rows = lines.map((line) => [
    dateText(line.at),
    WHAT[line.kind](line),
    line.from === null ? "-" : String(line.from),
    line.to === null ? "-" : String(line.to),
    line.user,
    line.reason || "-",
  ]);
  return table(["when", "what", "from", "to", "who", "why"], rows);
}

const WHAT: Readonly<Record<PastMove["kind"], (line: PastMove) => string>> = {
  alias: (line) => (line.to === null ? `${line.alias} removed` : line.alias),
  stage: (line) => `stage ${line.detail}`,
  deleted: (line) => (line.from === null ? "model deleted" : "version deleted"),
  restored: (line) => (line.to === null ? "model restored" : "version restored"),
  renamed: (line) => `renamed from ${line.detail}`,
};

/** `2026-11-23 16:04 UTC`: the same text in every time zone. */
export function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
