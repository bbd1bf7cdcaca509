import { basename } from "node:path";
import type { Section } from "./write-run.ts";

/** What vitest's JSON reporter tells, as far as it is read here. */
export type VitestReport = {
  readonly testResults: readonly {
    /** The path of the file. */
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      /** Milliseconds. */
      readonly duration?: number | null;
      readonly failureMessages?: readonly string[] | null;
      readonly meta?: { readonly proof?: string };
    }[];
  }[];
};

type Row = readonly [outcome: string, what: string, did: string, took: string];

const WORDS_MAX = 300;

/** A table of each file's proofs after one of all: what held, what it did, and of what broke the first words. */
export function sectionsOf(report: VitestReport): { sections: Section[]; broken: number } {
  const files = report.testResults
    .map((file) => ({ name: basename(file.name, ".test.ts"), rows: rowsOf(file) }))
    .sort((a, b) => a.name.localeCompare(b.name));
  const counts = (rows: readonly Row[]): string[] =>
    ["held", "BROKEN", "not run here"].map((outcome) =>
      String(rows.filter(([its]) => its === outcome).length),
    );
  const all = files.flatMap(({ rows }) => rows);
  return {
    sections: [
      {
        title: "in all",
        head: ["file", "held", "BROKEN", "not run here"],
        rows: [...files.map(({ name, rows }) => [name, ...counts(rows)]), ["all", ...counts(all)]],
      },
      ...files.map(({ name, rows }) => ({
        title: name,
        head: ["", "what", "what it did", "took"],
        rows: rows.map((row) => row.map(inOneCell)),
      })),
    ],
    broken: all.filter(([outcome]) => outcome === "BROKEN").length,
  };
}

function rowsOf(file: VitestReport["testResults"][number]): Row[] {
  const rows = file.assertionResults.map((test): Row => {
    const proof = test.meta?.proof ?? "";
    const words = test.failureMessages?.[0] ?? "";
    const took = test.duration == null ? "" : `${(test.duration / 1000).toFixed(1)} s`;
    if (test.status === "passed") return ["held", test.fullName, proof, took];
    if (test.status !== "failed") return ["not run here", test.fullName, "", ""];
    return ["BROKEN", test.fullName, [proof, words].filter(Boolean).join(": "), took];
  });
  // A file that can't be loaded has no test that fails.
  const unseen = file.status === "failed" && rows.every(([outcome]) => outcome !== "BROKEN");
  return unseen ? [...rows, ["BROKEN", "the file itself", file.message, ""]] : rows;
}

function inOneCell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "/").slice(0, WORDS_MAX).trim();
}
