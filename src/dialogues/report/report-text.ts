import type { Output } from "#ground/cli";
import { duration } from "#ground/words";
import type { CaseResult, CheckResult, Report, TurnResult } from "../model.ts";

type Style = Output["style"];

/** A report for the terminal: every case that did not pass with the turn that broke, then the counts. */
export function reportText(report: Report, style: Style): string {
  const troubled = report.cases.filter((one) => one.outcome !== "pass");
  return [...troubled.map((one) => caseText(one, style)), summaryText(report, style)].join("\n\n");
}

/** `23 passed, 1 failed of 24 dialogues in 1.2 s`. */
function summaryText(report: Omit<Report, "cases">, style: Style): string {
  const { counts } = report;
  const parts = [
    style(counts.pass > 0 ? "green" : "dim", `${counts.pass} passed`),
    ...(counts.fail > 0 ? [style("red", `${counts.fail} failed`)] : []),
    ...(counts.flaky > 0 ? [style("yellow", `${counts.flaky} flaky`)] : []),
    ...(counts.error > 0
      ? [style("red", `${counts.error} ${counts.error === 1 ? "error" : "errors"}`)]
      : []),
  ];
  const models = Object.entries(report.arm.models).map(([name, version]) => `${name}@${version}`);
  const against = models.length === 0 ? "" : ` with ${models.join(", ")}`;
  const took = duration(report.endedAt - report.startedAt);
  return `${parts.join(", ")} of ${counts.total} ${counts.total === 1 ? "dialogue" : "dialogues"}${against} in ${took}`;
}

const MARK = {
  pass: ["green", "PASS"],
  fail: ["red", "FAIL"],
  error: ["red", "ERROR"],
  flaky: ["yellow", "FLAKY"],
} as const;

/** A case with its turns that broke. */
function caseText(one: CaseResult, style: Style): string {
  const [colour, word] = MARK[one.outcome];
  const head = `${style(colour, word.padEnd(5))}  ${style("bold", one.dialogue)}  ${style("dim", `${one.file}:${one.line}${phrasing(one.id)}`)}`;
  const lines = [head];
  if (one.repeat !== undefined)
    lines.push(
      `passed ${one.repeat.passed} of ${one.repeat.times} times; ${one.repeat.need} were needed`,
    );
  if (one.error !== undefined) lines.push(...one.error.split("\n").map(plain));
  for (const [i, turn] of one.turns.entries())
    if (turn.checks.some((check) => !check.pass)) lines.push(...turnLines(turn, i + 1, style));
  const after = one.after.filter((check) => !check.pass);
  if (after.length > 0) lines.push("at the end", ...after.map((check) => checkLine(check, style)));
  return lines.map((line, i) => (i === 0 ? line : `       ${line}`)).join("\n");
}

function phrasing(id: string): string {
  const number = /#(\d+)$/.exec(id)?.[1];
  return number === undefined ? "" : `, phrasing ${number}`;
}

function turnLines(turn: TurnResult, number: number, style: Style): string[] {
  const by = turn.answeredBy === undefined ? "" : ` by ${plain(turn.answeredBy)}`;
  const cache = turn.cache === "hit" ? " from the cache" : "";
  return [
    `turn ${number}  user   ${plain(turn.user)}`,
    ...(turn.messages.length === 0 ? ["(silence)"] : turn.messages).map(
      (message) => `        agent  ${plain(message)}`,
    ),
    style("dim", `        answered${by}${cache} in ${duration(turn.ms)}`),
    ...turn.checks.filter((check) => !check.pass).map((check) => checkLine(check, style)),
  ];
}

function checkLine(check: CheckResult, style: Style): string {
  return `${style("red", "      x ")}${check.kind}: expected: ${style("green", plain(check.expected))}; actual: ${style("red", plain(check.actual))}`;
}

/** One line, without what a terminal would obey: the agent's words are not ours. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/\s+/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
}
