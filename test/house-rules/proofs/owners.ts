import { nounsMadeOnce, placesSpelledOnce } from "../owners.ts";
import type { Proof } from "../proof.ts";

/** One maker of a noun, one owner of a place. */
export const OWNERS: readonly Proof[] = [
  {
    says: "a noun has one maker",
    rule: nounsMadeOnce,
    planted: {
      "src/runs/store/insert-run.ts": "`INSERT INTO runs_run (id) VALUES (?)`",
      "src/runs/import/store/take-run.ts":
        '`INSERT OR IGNORE INTO runs_run (id) VALUES (?)`; tables.insertInto("runs_tag")',
      "src/runs/store/set-tag.ts": "`INSERT INTO runs_tag (key) VALUES (?)`",
      "src/runs/migrations/002-runs.ts": "`INSERT INTO runs_run SELECT * FROM runs_old`",
    },
    finds: [
      'src/runs/store/insert-run.ts: "runs_run" gets rows in src/runs/import/store/take-run.ts as well',
    ],
    inTree: {
      "src/lineage/store/mark.ts":
        "export const SQL = `INSERT INTO lineage_edge (relation) VALUES (?)`;\n",
    },
    findsInTree:
      'src/lineage/store/mark.ts: "lineage_edge" gets rows in src/lineage/store/insert-edge.ts as well',
  },
  {
    says: "a place in the store has one owner",
    rule: placesSpelledOnce,
    planted: {
      "src/app/token.ts": 'const path = join(store, "token");',
      "src/app/ask.ts": 'const FILE = "token";',
      "src/runs/purge.ts": 'const aside = join(context.store.artifacts, OWN_FOLDER, "purging");',
      "src/trash/purge.ts": `const aside = \`\${OWN_FOLDER}/purging\`;`,
      "src/runs/words.ts": 'const words = ["token", "purging"];',
    },
    finds: [
      'src/trash/purge.ts: "purging" is a place of src/runs/purge.ts; ask there',
      'src/app/token.ts: "token" is a place of src/app/ask.ts; ask there',
    ],
    inTree: {
      "src/lineage/mark.ts":
        'export const parts = join(context.store.artifacts, OWN_FOLDER, "parts");\n',
    },
    findsInTree:
      'src/lineage/mark.ts: "parts" is a place of src/artifacts/parts/multipart.ts; ask there',
  },
];
