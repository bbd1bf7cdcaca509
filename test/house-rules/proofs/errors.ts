import { errorsInTables, errorsReferenced } from "../errors.ts";
import type { Proof } from "../proof.ts";

const table = (...codes: readonly string[]): string =>
  `export const ERRORS = defineErrors({\n${codes.map((code) => `  ${code}: {\n    status: 404,\n  },\n`).join("")}});\n`;

/** Tables of errors, those of rooms and of the floor among them. */
export const ERRORS: readonly Proof[] = [
  {
    says: "each error code stands in the reference",
    rule: errorsReferenced,
    planted: {
      "docs/reference/errors.md":
        "| `RUNS_A` | x | y | 404 | 3 |\n| `RUNS_GONE` | x | y | 404 | 3 |\n| `RUNS_OLD` | `RUNS_A` |\n",
      "src/runs/errors.ts": table("RUNS_A"),
      "src/runs/lost/errors.ts": table("RUNS_B"),
      "src/ground/search/errors.ts": table("C"),
    },
    finds: [
      "src/runs/lost/errors.ts: RUNS_B stands in no reference; join the table in its manifest or in src/app/all-errors.ts",
      "src/ground/search/errors.ts: C stands in no reference; join the table in its manifest or in src/app/all-errors.ts",
      "docs/reference/errors.md: no table holds RUNS_GONE",
    ],
    inTree: { "src/ground/words/errors.ts": table("WORD_UNKNOWN") },
    findsInTree:
      "src/ground/words/errors.ts: WORD_UNKNOWN stands in no reference; join the table in its manifest or in src/app/all-errors.ts",
  },
  {
    says: "a table of errors stands in errors.ts, and a code in one table",
    rule: errorsInTables,
    planted: {
      "src/runs/errors.ts": table("RUNS_A", "RUNS_B"),
      "src/runs/lost/check.ts": table("RUNS_LOST"),
      "src/runs/lost/errors.ts": table("RUNS_B"),
    },
    finds: [
      "src/runs/lost/check.ts: a table of errors stands in errors.ts",
      "src/runs/lost/errors.ts: RUNS_B is also in src/runs/errors.ts",
    ],
    inTree: { "src/lineage/mark/errors.ts": table("GATE_SUITES_DIFFER") },
    findsInTree: "src/lineage/mark/errors.ts: GATE_SUITES_DIFFER is also in src/gate/errors.ts",
  },
];
