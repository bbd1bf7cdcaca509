import type { Proof } from "../proof.ts";
import {
  ownTablesOnly,
  roomsOwnStatements,
  sqlInStores,
  storesLookDown,
  tablePrefixes,
} from "../tables.ts";

export const TABLES: readonly Proof[] = [
  {
    says: "tables begin with the slice's name",
    rule: tablePrefixes,
    planted: {
      "src/runs/migrations/001-tables.ts":
        "`CREATE TABLE runs (id TEXT); CREATE TABLE IF NOT EXISTS params (x TEXT); CREATE INDEX runs_by_name ON runs (name); CREATE TABLE notices_told (x TEXT)`",
      "src/runs/migrations/002-given.ts": "`CREATE TABLE notices_told (x TEXT)`",
      "src/notices/slice.ts": 'export const slice = defineSlice({ after: "runs/2" });',
    },
    finds: [
      'src/runs/migrations/001-tables.ts: "params" must begin with "runs_"',
      'src/runs/migrations/001-tables.ts: "notices_told" must begin with "runs_"',
    ],
    inTree: {
      "src/gate/migrations/009-marks.ts": "export const SQL = `CREATE TABLE marks (id TEXT)`;\n",
    },
    findsInTree: 'src/gate/migrations/009-marks.ts: "marks" must begin with "gate_"',
  },
  {
    says: "SQL lies in store/",
    rule: sqlInStores,
    planted: {
      "src/runs/start.ts": '/** Selects FROM nothing. */\nconst sql = "DELETE FROM runs";',
      "src/runs/store/find.ts": 'const sql = "SELECT id FROM runs";',
    },
    finds: ["src/runs/start.ts: SQL lies in the store/ of the slice or of its room"],
    inTree: { "src/lineage/mark.ts": "export const SQL = `DELETE FROM lineage_edge`;\n" },
    findsInTree: "src/lineage/mark.ts: SQL lies in the store/ of the slice or of its room",
  },
  {
    says: "a slice touches its own tables alone",
    rule: ownTablesOnly,
    planted: {
      "src/runs/store/find.ts":
        'const sql = "WITH best AS (SELECT id FROM runs_metrics) SELECT m.name FROM models_versions m JOIN best ON best.id = m.run";',
    },
    finds: ['src/runs/store/find.ts: touches "models_versions", which runs does not own'],
    inTree: { "src/lineage/store/mark.ts": "export const SQL = `UPDATE runs SET name = ?`;\n" },
    findsInTree: 'src/lineage/store/mark.ts: touches "runs", which lineage does not own',
  },
  {
    says: "a room owns its statements",
    rule: roomsOwnStatements,
    planted: {
      "src/runs/lost/store/mark.ts": 'import { tables } from "../../store/tables.ts";',
      "src/runs/lost/check.ts": 'import { mark } from "./store/mark.ts";',
      "src/runs/end.ts":
        'import { check } from "./lost/index.ts";\nimport { mark } from "./lost/store/mark.ts";\n',
      "src/runs/views/save.ts": 'import { mark } from "../lost/store/mark.ts";',
      "src/runs/store/purge.ts": 'import type { Mark } from "../lost/store/mark.ts";',
    },
    finds: [
      'src/runs/end.ts:2: "./lost/store/mark.ts" is the room\'s own; ask at the door of lost',
      'src/runs/views/save.ts:1: "../lost/store/mark.ts" is the room\'s own; ask at the door of lost',
      'src/runs/store/purge.ts:1: "../lost/store/mark.ts" is the room\'s own; ask at the door of lost',
    ],
    inTree: { "src/runs/mark.ts": 'export { views } from "./views/store/views.ts";\n' },
    findsInTree:
      'src/runs/mark.ts:1: "./views/store/views.ts" is the room\'s own; ask at the door of views',
  },
  {
    says: "a store looks down",
    rule: storesLookDown,
    planted: {
      "src/runs/lost/store/mark.ts":
        'import { tables } from "../../store/tables.ts";\nimport { LOST } from "../model.ts";\nimport type { Run } from "../../model.ts";\nimport { settle } from "../../metrics/index.ts";\nimport { x } from "#ground/database";\n',
      "src/runs/store/purge.ts":
        'import { ERRORS } from "../errors.ts";\nimport { row } from "./row.ts";\nimport type { Start } from "../start.ts";\n',
    },
    finds: [
      'src/runs/lost/store/mark.ts:4: "../../metrics/index.ts" lies above a store',
      'src/runs/store/purge.ts:3: "../start.ts" lies above a store',
    ],
    inTree: { "src/lineage/store/mark.ts": 'export { find } from "../find.ts";\n' },
    findsInTree: 'src/lineage/store/mark.ts:1: "../find.ts" lies above a store',
  },
];
