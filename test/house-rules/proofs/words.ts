import type { Proof } from "../proof.ts";
import { spelledWords } from "../spelled-words.ts";

const TABLE =
  "| slice | may use |\n|---|---|\n| `data` | - |\n| `runs` | `data` |\n| `gate` | `runs` |\n";

/** Who says whose words. */
export const WORDS: readonly Proof[] = [
  {
    says: "a slice spells no route, command or page of a slice above it",
    rule: spelledWords,
    planted: {
      "ARCHITECTURE.md": TABLE,
      "src/data/read.ts":
        '/** As `fettle runs list` does. */\nexport const route = "/api/fettle/1/runs/export";\n',
      "src/data/errors.ts":
        'export const hint = `type\n fettle compare, or fettle data list`;\nexport const other = "fettle server; fettle run-on";\n',
      "src/runs/page/list.tsx": 'export const link = <a href="/gate/1" title="/gates">x</a>;\n',
      "src/runs/mlflow/list.ts": 'export const text = "fettle gate show";\n',
      "src/gate/list.ts": 'export const text = "fettle runs show";\n',
      "src/ground/words/list.ts": 'export const text = "/data?x=1";\n',
    },
    finds: [
      'src/data/read.ts:2: "/api/fettle/1/runs" is a word of runs, which stands above it',
      'src/data/errors.ts:2: "fettle compare" is a word of gate, which stands above it',
      'src/runs/page/list.tsx:1: "/gate" is a word of gate, which stands above it',
      'src/ground/words/list.ts:1: "/data" is a word of data, which stands above it',
    ],
    inTree: { "src/runs/mark.ts": 'export const hint = "then fettle promote intent@2";\n' },
    findsInTree: 'src/runs/mark.ts:1: "fettle promote" is a word of gate, which stands above it',
  },
];
