import type { CaseResult, Report, TurnResult } from "../model.ts";

/** A report as JUnit's XML, which every CI reads. A flaky case is a failure there; an error stays an error. */
export function junit(report: Report): string {
  const { counts } = report;
  const seconds = ((report.endedAt - report.startedAt) / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${counts.total}" failures="${counts.fail + counts.flaky}" errors="${counts.error}" time="${seconds}">`,
    `  <testsuite name=${quoted(report.project)} id=${quoted(report.id)} timestamp="${new Date(report.startedAt).toISOString()}" tests="${counts.total}" failures="${counts.fail + counts.flaky}" errors="${counts.error}" skipped="0" time="${seconds}">`,
    ...report.cases.map(caseXml),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseXml(one: CaseResult): string {
  const head = `    <testcase classname=${quoted(one.file)} name=${quoted(one.id)} file=${quoted(one.file)} line="${one.line}" time="${(one.ms / 1000).toFixed(3)}"`;
  if (one.outcome === "pass") return `${head}/>`;
  if (one.outcome === "error")
    return `${head}>\n      <error message=${quoted(one.error ?? "")}/>\n    </testcase>`;
  const { repeat } = one;
  const message =
    one.outcome === "flaky" && repeat !== undefined
      ? `flaky: passed ${repeat.passed} of ${repeat.times} times; ${repeat.need} were needed`
      : "the dialogue broke";
  return `${head}>\n      <failure message=${quoted(message)}>${text(broken(one))}</failure>\n    </testcase>`;
}

function broken(one: CaseResult): string {
  const turns = one.turns.flatMap((turn, i) => turnWords(turn, i + 1));
  const after = one.after
    .filter((check) => !check.pass)
    .map(
      (check) => `at the end: ${check.kind}: expected: ${check.expected}; actual: ${check.actual}`,
    );
  return [...turns, ...after].join("\n");
}

function turnWords(turn: TurnResult, number: number): string[] {
  const failed = turn.checks.filter((check) => !check.pass);
  if (failed.length === 0) return [];
  return [
    `turn ${number}, user: ${turn.user}`,
    `turn ${number}, agent: ${turn.messages.join(" ")}`,
    ...failed.map((check) => `${check.kind}: expected: ${check.expected}; actual: ${check.actual}`),
  ];
}

function text(value: string): string {
  return (
    value
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .toWellFormed()
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
  );
}

function quoted(value: string): string {
  return `"${text(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`;
}
