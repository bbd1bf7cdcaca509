import { noFileCycles, noRoomCycles, noSliceCycles } from "../cycles.ts";
import type { Proof } from "../proof.ts";

const DOORS = '{ "imports": { "#data": "./src/data/index.ts", "#runs": "./src/runs/index.ts" } }';

/** No ring of imports: by file, by slice, by room. */
export const CYCLES: readonly Proof[] = [
  {
    says: "no file imports itself by way of others, types included",
    rule: noFileCycles,
    planted: {
      "package.json": DOORS,
      "src/data/index.ts": 'export {\n  add,\n  type Added,\n} from "./add.ts";\n',
      "src/data/add.ts": 'import type { Added } from "#data";\nexport const add = 1 as Added;\n',
      "src/runs/start.ts": 'export * as end from "./end.ts";\n',
      "src/runs/end.ts": 'export const end = async () => (await import("./stop.ts")).stop;\n',
      "src/runs/stop.ts":
        'export type Stop = import("./start.ts").Start;\nexport const stop = 1;\n',
      "src/runs/read.ts": '// import("./list.ts")\nexport const shown = \'import "./list.ts"\';\n',
      "src/runs/list.ts": 'import "./read.ts";\n',
      "src/runs/lost.ts": 'import "./lost.ts";\n',
    },
    finds: [
      "src/data/add.ts: imports itself: src/data/add.ts -> src/data/index.ts -> src/data/add.ts",
      "src/runs/end.ts: imports itself: src/runs/end.ts -> src/runs/stop.ts -> src/runs/start.ts -> src/runs/end.ts",
      "src/runs/lost.ts: imports itself: src/runs/lost.ts -> src/runs/lost.ts",
    ],
    inTree: {
      "src/lineage/model.ts": (text) => `${text}export type Rows = import("./mark.ts").Mark;\n`,
      "src/lineage/mark.ts": 'import type { Edge } from "#lineage";\nexport type Mark = Edge[];\n',
    },
    findsInTree:
      "src/lineage/index.ts: imports itself: src/lineage/index.ts -> src/lineage/model.ts -> src/lineage/mark.ts -> src/lineage/index.ts",
  },
  {
    says: "no slice and no part of the floor imports itself by way of others",
    rule: noSliceCycles,
    planted: {
      "package.json": DOORS,
      "src/data/index.ts": 'import type { Run } from "#runs";\nexport type Data = Run;\n',
      "src/runs/index.ts": 'export type { Run } from "./model.ts";\n',
      "src/runs/model.ts": "export type Run = string;\n",
      "src/runs/start.ts": 'export const start = () => import("#data");\n',
    },
    finds: ["src/data: imports itself: src/data -> src/runs -> src/data"],
    inTree: {
      "src/ground/words/mark.ts": 'export type Client = import("#ground/http").ServerClient;\n',
    },
    findsInTree:
      "src/ground/http: imports itself: src/ground/http -> src/ground/words -> src/ground/http",
  },
  {
    says: "no room imports itself by way of others",
    rule: noRoomCycles,
    planted: {
      "src/runs/lost/index.ts": 'export { check } from "./check.ts";\n',
      "src/runs/lost/check.ts":
        'import { start } from "../start.ts";\nexport const check = start;\n',
      "src/runs/start.ts":
        'import { check } from "./lost/index.ts";\nexport const start = check;\n',
      "src/runs/views/index.ts":
        'import type { Found } from "../search/index.ts";\nexport type V = Found;\n',
      "src/runs/search/index.ts": 'export { find } from "./find.ts";\n',
      "src/runs/search/find.ts":
        'import { open } from "../views/index.ts";\nexport const find = open;\n',
    },
    finds: [
      "src/runs/search: imports itself: src/runs/search -> src/runs/views -> src/runs/search",
    ],
    inTree: { "src/data/dvc/mark.ts": 'export type { Tree } from "../tree/index.ts";\n' },
    findsInTree: "src/data/dvc: imports itself: src/data/dvc -> src/data/tree -> src/data/dvc",
  },
];
