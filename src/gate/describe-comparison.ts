import type { CheckResult, TurnResult } from "#dialogues";
import { type Output, table } from "#ground/cli";
import { number } from "#ground/words";
import type { CaseComparison, Comparison, MetricPair } from "./model.ts";

type Style = Output["style"];

/** Longer lists are cut; `--json` and the page have all. */
const BROKEN_SHOWN_MAX = 20;
const LISTED_MAX = 50;

/** A comparison as a person reads it: numbers, changed cases, every broken turn, what it proves, the verdict. */
export function describeComparison(comparison: Comparison, style: Style): string {
  const { cases } = comparison;
  const broken = cases.filter((one) => one.change === "broken");
  const parts = [
    describeMetrics(comparison.metrics),
    describeList(cases, "fixed", style("green", "fixed"), () => ""),
    describeBroken(broken, style),
    describeList(cases, "flaky", style("yellow", "flaky"), (one) =>
      [one.champion.outcome, one.championAgain, one.candidate.outcome].join(", "),
    ),
    describeList(cases, "error", style("yellow", "errors"), whyError),
    describeStatistics(comparison),
    describeVerdict(comparison, style),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** What to type after a verdict. */
export function nextStep(comparison: Comparison): string {
  const candidate = `${comparison.model}@${comparison.candidate}`;
  if (comparison.verdict === "promote") return `fettle promote ${candidate}`;
  if (comparison.verdict === "reject")
    return `the champion stays; after a change, register a new version and fettle compare ${comparison.model}`;
  return `remove what is in the way, then fettle compare ${candidate}; or decide yourself: fettle promote ${candidate} --override --reason "..."`;
}

function describeMetrics(metrics: readonly MetricPair[]): string {
  if (metrics.length === 0) return "";
  const rows = metrics.map(({ key, champion, candidate }) => [
    key,
    champion === null ? "-" : number(champion),
    candidate === null ? "-" : number(candidate),
    champion === null || candidate === null ? "-" : signed(number(candidate - champion)),
  ]);
  return table(["metric", "champion", "candidate", "change"], rows);
}

function signed(text: string): string {
  return text.startsWith("-") || text === "0" ? text : `+${text}`;
}

function describeList(
  cases: readonly CaseComparison[],
  change: CaseComparison["change"],
  title: string,
  why: (one: CaseComparison) => string,
): string {
  const some = cases.filter((one) => one.change === change);
  if (some.length === 0) return "";
  const lines = some.slice(0, LISTED_MAX).map((one) => {
    const reason = why(one);
    return `  ${one.id}${reason === "" ? "" : `: ${reason}`}`;
  });
  if (some.length > LISTED_MAX) lines.push(`  and ${some.length - LISTED_MAX} more`);
  return [`${title} (${some.length})`, ...lines].join("\n");
}

function whyError(one: CaseComparison): string {
  if (one.candidate.error !== undefined) return `candidate: ${one.candidate.error}`;
  if (one.champion.error !== undefined) return `champion: ${one.champion.error}`;
  return "in the champion's second run";
}

function describeBroken(broken: readonly CaseComparison[], style: Style): string {
  if (broken.length === 0) return "";
  const lines = [style("red", `broken (${broken.length})`)];
  for (const one of broken.slice(0, BROKEN_SHOWN_MAX)) lines.push(...describeBreak(one, style));
  if (broken.length > BROKEN_SHOWN_MAX)
    lines.push(`  and ${broken.length - BROKEN_SHOWN_MAX} more: fettle gate show --json has all`);
  return lines.join("\n");
}

/** A broken case: each turn in which the candidate fails a check, with both arms' words. */
function describeBreak(one: CaseComparison, style: Style): string[] {
  const { candidate, champion } = one;
  const lines = [
    `  ${style("bold", one.id)}${one.mustPass ? "" : "  (may-fail)"}  ${style("dim", `${candidate.file}:${candidate.line}`)}`,
  ];
  candidate.turns.forEach((turn, i) => {
    const failed = turn.checks.filter((check) => !check.pass);
    if (failed.length > 0) lines.push(...describeTurn(i, champion.turns[i], turn, failed));
  });
  const failed = candidate.after.filter((check) => !check.pass);
  if (failed.length > 0) lines.push("    after the last turn", ...describeChecks(failed));
  return lines;
}

function describeTurn(
  index: number,
  champion: TurnResult | undefined,
  candidate: TurnResult,
  failed: readonly CheckResult[],
): string[] {
  return [
    `    turn ${index + 1}`,
    `      user       ${quoted([candidate.user])}`,
    `      champion   ${champion === undefined ? "did not come this far" : said(champion)}`,
    `      candidate  ${said(candidate)}`,
    ...describeChecks(failed, quoted(candidate.messages)),
  ];
}

/** Where the actual is the candidate's words, they stand above already. */
function describeChecks(failed: readonly CheckResult[], words?: string): string[] {
  return failed.flatMap((check) => [
    `      expected   ${check.expected}`,
    ...(check.actual === words ? [] : [`      actual     ${check.actual}`]),
  ]);
}

function said(turn: TurnResult): string {
  const stage = turn.answeredBy === undefined ? "" : `  (answered by ${turn.answeredBy})`;
  return `${turn.messages.length === 0 ? "nothing" : quoted(turn.messages)}${stage}`;
}

/** On one line each, however long: a transcript is read, not counted. Control characters can't reach the terminal. */
function quoted(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text)).join(" ");
}

/** Champion and candidate in one line, and how much these cases prove. */
function describeStatistics({ counts, statistics }: Comparison): string {
  const compared = counts.fixed + counts.broken + counts.same;
  const points = (share: number): string => (100 * share).toFixed(1);
  return [
    `${counts.total} cases: ${counts.same} same, ${counts.fixed} fixed, ${counts.broken} broken, ${counts.flaky} flaky, ${counts.errors} errors`,
    compared === 0
      ? "no case could be compared"
      : `change ${signed(points(statistics.difference))} points; at most ${points(Math.max(0, -statistics.tangoLower))} points worse with 95 % certainty (Tango); McNemar's exact p ${number(statistics.mcnemarP)}`,
  ].join("\n");
}

function describeVerdict(comparison: Comparison, style: Style): string {
  const colour = { promote: "green", reject: "red", inconclusive: "yellow" } as const;
  return [
    `verdict: ${style(colour[comparison.verdict], comparison.verdict)}`,
    ...comparison.reasons.map((reason) => `  ${reason}`),
    `next: ${nextStep(comparison)}`,
  ].join("\n");
}
