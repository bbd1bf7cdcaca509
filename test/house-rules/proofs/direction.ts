import { doorsOnly, examplesAreUsers, needsAreTrue, noCycles } from "../direction.ts";
import type { Proof } from "../proof.ts";

const TABLE = "| slice | may use |\n|---|---|\n| `data` | - |\n| `runs` | `data` |\n";

export const DIRECTION: readonly Proof[] = [
  {
    says: "what a slice needs is what it imports, and the table allows it",
    rule: needsAreTrue,
    planted: {
      "ARCHITECTURE.md": TABLE,
      "src/data/slice.ts": 'defineSlice({ needs: ["runs"] })',
      "src/data/add.ts": 'import type { Run } from "#runs";',
      "src/runs/slice.ts": 'defineSlice({ needs: ["data"] })',
      "src/runs/start.ts": 'const { mark } = await import("#gate");',
      "src/gate/slice.ts": "defineSlice({ needs: [] })",
    },
    finds: [
      "src/data/slice.ts: ARCHITECTURE.md does not let data use runs",
      "src/gate/slice.ts: no row for gate in ARCHITECTURE.md",
      "src/runs/slice.ts: uses #gate, and its needs do not say so",
      "src/runs/slice.ts: says it needs data, and never imports #data",
    ],
    inTree: {
      "src/lineage/mark.ts": 'import { startRun } from "#runs";\nexport const mark = startRun;\n',
    },
    findsInTree: "src/lineage/slice.ts: uses #runs, and its needs do not say so",
  },
  {
    says: "the table has no cycle",
    rule: noCycles,
    planted: { "ARCHITECTURE.md": TABLE.replace("| - |", "| `runs` |") },
    finds: ["ARCHITECTURE.md: a cycle: data -> runs -> data"],
    inTree: {
      "ARCHITECTURE.md": (text) =>
        text
          .replace("| `choices` | - |", "| `choices` | `choices` `upstream` |")
          .replace("| `upstream` | ", "| `upstream` | `choices` "),
    },
    findsInTree: "ARCHITECTURE.md: a cycle: upstream -> choices -> upstream",
  },
  {
    says: "others are reached downwards and by their doors",
    rule: doorsOnly,
    planted: {
      "src/main.ts": 'import { run } from "./app/cli.ts";\nimport { x } from "./runs/start.ts";\n',
      "src/runs/start.ts":
        'import { a } from "../data/add.ts";\nimport { b } from "#slices/data";\nimport { c } from "#data/add";\nimport { d } from "#web/table";\nimport { e } from "#ground/errors";\n',
      "src/ground/git/git.ts":
        'import { a } from "#runs";\nimport { b } from "../errors/exit.ts";\n',
      "src/web/table/sort.ts": 'import { a } from "#ground/words";\n',
      "src/runs/page/list.tsx":
        'import { a } from "../api.ts";\nimport type { B } from "../api.ts";\nimport { c } from "../store/rows.ts";\nimport { d } from "#models";\nimport { e } from "#web/table";\n',
    },
    finds: [
      'src/main.ts:2: "./runs/start.ts" leaves src/main.ts; use a door',
      'src/runs/start.ts:1: "../data/add.ts" leaves src/runs; use a door',
      "src/runs/start.ts:2: only src/app may import #slices/data",
      'src/runs/start.ts:3: "#data/add" goes past the door; import "#data"',
      "src/runs/start.ts:4: only pages see #web",
      "src/ground/git/git.ts:1: ground knows no slice",
      'src/ground/git/git.ts:2: "../errors/exit.ts" leaves src/ground/git; use a door',
      "src/web/table/sort.ts:1: the page kit knows nothing of ours",
      "src/runs/page/list.tsx:1: a page imports types alone: zod stays on the server",
      "src/runs/page/list.tsx:3: a page sees of its slice only api.ts and model.ts",
      "src/runs/page/list.tsx:4: a page sees its own api.ts and #web alone",
    ],
    inTree: { "src/lineage/mark.ts": 'export type { Run } from "../runs/model.ts";\n' },
    findsInTree: 'src/lineage/mark.ts:1: "../runs/model.ts" leaves src/lineage; use a door',
  },
  {
    says: "an example uses what a user may use",
    rule: examplesAreUsers,
    planted: {
      "examples/shop/a.ts":
        'import { connect } from "fettle/client";\nimport { b } from "#runs";\nimport { c } from "../../src/runs/index.ts";\n',
    },
    finds: [
      'examples/shop/a.ts:2: "#runs" is an inside of ours; an example uses fettle/client',
      'examples/shop/a.ts:3: "../../src/runs/index.ts" is an inside of ours; an example uses fettle/client',
    ],
    inTree: { "examples/sales-agent/mark.ts": 'import { fail } from "#ground/errors";\nfail;\n' },
    findsInTree:
      'examples/sales-agent/mark.ts:1: "#ground/errors" is an inside of ours; an example uses fettle/client',
  },
];
