import type { Section } from "../../bench/harness/write-run.ts";
import { sliceOf } from "./mutant.ts";
import type { Outcome, Tried } from "./try-mutants.ts";

/** The least share of the drawn mutants, equivalents apart, that must be caught. */
export const SHARE_MIN = 0.85;

export type Count = Readonly<Record<Outcome | "made", number>>;

/** How many were made, and what became of them. */
export function countOf(tried: readonly Tried[]): Count {
  const of = (outcome: Outcome): number => tried.filter((one) => one.outcome === outcome).length;
  return {
    made: tried.length,
    caught: of("caught"),
    survived: of("survived"),
    "not reached": of("not reached"),
    equivalent: of("equivalent"),
  };
}

/** The caught share of those that could be caught; 1 where there is none. */
export function shareCaught({ made, caught, equivalent }: Count): number {
  return made === equivalent ? 1 : caught / (made - equivalent);
}

/** A table by slices, one of the survivors, and one of those made by hand. */
export function sectionsOf(drawn: readonly Tried[], known: readonly Tried[]): Section[] {
  const slices = [...new Set(drawn.map(({ mutant }) => sliceOf(mutant)))].sort();
  const row = (name: string, tried: readonly Tried[]): string[] => {
    const count = countOf(tried);
    const share = `${(100 * shareCaught(count)).toFixed(0)} %`;
    return [name, ...COLUMNS.map((column) => String(count[column])), share];
  };
  const lost = drawn.filter(({ outcome }) => outcome === "survived" || outcome === "not reached");
  return [
    {
      title: "by slices",
      head: ["slice", ...COLUMNS, "caught share"],
      rows: [
        ...slices.map((slice) =>
          row(
            slice,
            drawn.filter(({ mutant }) => sliceOf(mutant) === slice),
          ),
        ),
        row("all", drawn),
      ],
      notes: [
        `at least ${100 * SHARE_MIN} % must be caught; not reached are those that no test of the slice comes by`,
      ],
    },
    {
      title: "survivors",
      head: ["where", "what", "before", "after", "outcome"],
      rows: lost.map(({ mutant, outcome }) => [
        `${mutant.file}:${mutant.line}`,
        mutant.kind,
        inOneCell(mutant.before),
        inOneCell(mutant.after),
        outcome,
      ]),
    },
    {
      title: "made by hand",
      head: ["where", "what it means", "outcome", "by"],
      rows: known.map(({ mutant, outcome, by }) => [
        `${mutant.file}:${mutant.line}`,
        mutant.kind,
        outcome,
        by,
      ]),
    },
  ];
}

const COLUMNS = ["made", "caught", "survived", "not reached", "equivalent"] as const;
const CELL_MAX = 160;

function inOneCell(text: string): string {
  return `\`${text.replaceAll("|", "\\|").replaceAll("`", "'").slice(0, CELL_MAX)}\``;
}
