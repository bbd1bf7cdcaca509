import {
  noConsole,
  noDefaultExports,
  noEnvironmentReads,
  noExits,
  noLoneTests,
  noLooseEnds,
  noModuleMocks,
  onlyGroundCallsGit,
  plainTestNames,
} from "./banned.ts";
import { doorsOnly, examplesAreUsers, needsAreTrue, noCycles } from "./direction.ts";
import {
  changelogHasUnreleased,
  decisionsInForm,
  dependenciesExplained,
  doorsListed,
  linksLead,
  versionsPinned,
} from "./documents.ts";
import { fileSizes, kebabCase, tellingNames, testsBeside } from "./names-and-sizes.ts";
import { doorsHoldNoLogic, namedAfterFolder, readmeLength, sliceShape } from "./slice-shape.ts";
import type { Rule } from "./source-file.ts";
import { ownTablesOnly, roomsOwnStatements, sqlInStores, tablePrefixes } from "./tables.ts";

/** A rule, and a violation planted for it: what it must find there, and nothing else. */
export type Proof = {
  readonly says: string;
  readonly rule: Rule;
  /** Files by path. */
  readonly planted: Readonly<Record<string, string>>;
  /** The findings as `path: problem`. */
  readonly finds: readonly string[];
};

const TABLE = "| slice | may use |\n|---|---|\n| `data` | - |\n| `runs` | `data` |\n";
const lines = (count: number): string => "x\n".repeat(count);

const shape: readonly Proof[] = [
  {
    says: "a slice holds only the names and rooms it may",
    rule: sliceShape,
    planted: {
      "src/runs/README.md": "",
      "src/runs/index.ts": "",
      "src/runs/notes.txt": "",
      "src/runs/search/by-metric.ts": "",
      "src/runs/search/store/select-runs.ts": "",
      "src/runs/search/parts/best.ts": "",
      "src/runs/search/store/metrics/best.ts": "",
      "src/runs/store/insert/run.ts": "",
      "src/runs/store/store/run.ts": "",
      "src/runs/page/list/table.tsx": "",
      "src/runs/page/list/rows/row.tsx": "",
      "src/runs/migrations/001-tables.ts": "",
    },
    finds: [
      "src/runs/slice.ts: every slice has one",
      "src/runs/notes.txt: a slice holds kebab-case TypeScript and its README.md",
      "src/runs/search/parts/best.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/search/store/metrics/best.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/store/insert/run.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/store/store/run.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/page/list/rows/row.tsx: rooms are one level deep, and so are the screens of a page",
      "src/runs/search/index.ts: a room has a door",
    ],
  },
  {
    says: "a door re-exports and does nothing else",
    rule: doorsHoldNoLogic,
    planted: {
      "src/runs/index.ts": '/** Ok. */\nexport { a, type B } from "./model.ts";\n',
      "src/data/index.ts": 'export * from "./model.ts";\nexport const cache = new Map();\n',
    },
    finds: [
      "src/data/index.ts: a door only re-exports; move this: export const cache = new Map();",
    ],
  },
  {
    says: "a slice is named after its folder",
    rule: namedAfterFolder,
    planted: { "src/runs/slice.ts": 'defineSlice({ name: "tracking" })' },
    finds: ['src/runs/slice.ts: its name is "tracking"; expected the folder\'s'],
  },
  {
    says: "a slice's README has 10 to 30 lines",
    rule: readmeLength,
    planted: { "src/runs/README.md": lines(9), "src/data/README.md": lines(30) },
    finds: ["src/runs/README.md: 9 lines; expected 10 to 30"],
  },
];

const direction: readonly Proof[] = [
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
  },
  {
    says: "the table has no cycle",
    rule: noCycles,
    planted: { "ARCHITECTURE.md": TABLE.replace("| - |", "| `runs` |") },
    finds: ["ARCHITECTURE.md: a cycle: data -> runs -> data"],
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
  },
];

const tables: readonly Proof[] = [
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
  },
  {
    says: "SQL lies in store/",
    rule: sqlInStores,
    planted: {
      "src/runs/start.ts": '/** Selects FROM nothing. */\nconst sql = "DELETE FROM runs";',
      "src/runs/store/find.ts": 'const sql = "SELECT id FROM runs";',
    },
    finds: ["src/runs/start.ts: SQL lies in the slice's store/, one statement a file"],
  },
  {
    says: "a slice touches its own tables alone",
    rule: ownTablesOnly,
    planted: {
      "src/runs/store/find.ts":
        'const sql = "WITH best AS (SELECT id FROM runs_metrics) SELECT m.name FROM models_versions m JOIN best ON best.id = m.run";',
    },
    finds: ['src/runs/store/find.ts: touches "models_versions", which runs does not own'],
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
  },
];

const banned: readonly Proof[] = [
  {
    says: "nothing is exported by default",
    rule: noDefaultExports,
    planted: {
      "src/runs/start.ts": "export default 1;",
      "src/runs/stop.ts": "export { a as default };",
      "vitest.config.ts": "export default 1;",
    },
    finds: [
      "src/runs/start.ts:1: export it by its name",
      "src/runs/stop.ts:1: export it by its name",
    ],
  },
  {
    says: "no test is left alone or left out",
    rule: noLoneTests,
    planted: { "src/runs/start.test.ts": `it.${"only"}("x", f);\nit("y", f);\n` },
    finds: [
      "src/runs/start.test.ts:1: every test runs; a test that needs something says so with `skipIf`",
    ],
  },
  {
    says: "no module is mocked",
    rule: noModuleMocks,
    planted: { "src/runs/start.test.ts": 'vi.mock("./stop.ts");' },
    finds: ["src/runs/start.test.ts:1: use the real thing, or hand a value in"],
  },
  {
    says: "tests are named by what happens",
    rule: plainTestNames,
    planted: { "src/runs/start.test.ts": 'it("should start", f);\nit("starts", f);\n' },
    finds: ["src/runs/start.test.ts:1: say what happens: a plain sentence without should"],
  },
  {
    says: "the environment is read in one place",
    rule: noEnvironmentReads,
    planted: {
      "src/runs/start.ts": 'const home = process.env["HOME"];',
      "src/ground/environment/index.ts": "const env = process.env;",
    },
    finds: ["src/runs/start.ts:1: take it from the project's settings or from the context"],
  },
  {
    says: "nothing is printed past the output and the log",
    rule: noConsole,
    planted: { "src/runs/start.ts": "// console.log(1)\nconsole.log(1);" },
    finds: ["src/runs/start.ts:2: say it through context.output or the log"],
  },
  {
    says: "a process ends in one place",
    rule: noExits,
    planted: { "src/runs/start.ts": "process.exit(1);", "src/app/cli.ts": "process.exit(1);" },
    finds: ["src/runs/start.ts:1: throw an error or give back an exit code"],
  },
  {
    says: "git is called by the floor alone",
    rule: onlyGroundCallsGit,
    planted: { "src/runs/start.ts": 'spawn("git", ["status"]);' },
    finds: ["src/runs/start.ts:1: call git through #ground/git"],
  },
  {
    says: "what is left to do names its issue",
    rule: noLooseEnds,
    planted: { "src/runs/start.ts": `f(); // ${"TODO"} later\ng(); // ${"TODO"} #12\n` },
    finds: ["src/runs/start.ts:1: name the issue: TODO #12"],
  },
];

const names: readonly Proof[] = [
  {
    says: "a file has at most 400 lines",
    rule: fileSizes,
    planted: { "src/runs/start.ts": lines(401), "src/runs/stop.ts": lines(400) },
    finds: ["src/runs/start.ts: 401 lines; at most 400"],
  },
  {
    says: "a name says what it holds",
    rule: tellingNames,
    planted: {
      "src/runs/utils.ts": "",
      "src/runs/types/run.ts": "",
      "src/services/start.ts": "",
      "src/runs/timeline.ts": "",
    },
    finds: [
      'src/runs/utils.ts: "utils" says nothing; name it for what it holds',
      'src/runs/types/run.ts: "types" says nothing; name it for what it holds',
    ],
  },
  {
    says: "files are named in kebab-case",
    rule: kebabCase,
    planted: { "src/runs/startRun.ts": "", "src/runs/start-run.test.ts": "" },
    finds: ["src/runs/startRun.ts: expected kebab-case"],
  },
  {
    says: "a file that does something is reached from a test beside it",
    rule: testsBeside,
    planted: {
      "src/runs/start.ts": `export function start() {}\n${lines(40)}`,
      "src/runs/stop.ts": `import { end } from "./end.ts";\nexport function stop() {}\n${lines(40)}`,
      "src/runs/end.ts": `export function end() {}\n${lines(40)}`,
      "src/runs/stop.test.ts": 'import { stop } from "./stop.ts";',
      "src/data/add.test.ts": 'import { start } from "./start.ts";',
      "src/models/routes.test.ts": 'await openTestServer({ slices: ["models"] });',
      "src/models/slice.ts": 'routes: async () => (await import("./list.ts")).ROUTES,',
      "src/models/list.ts": `export function list() {}\n${lines(40)}`,
    },
    finds: ["src/runs/start.ts: no test in src/runs reaches it"],
  },
];

const documents: readonly Proof[] = [
  {
    says: "the changelog has a place for what is to come",
    rule: changelogHasUnreleased,
    planted: { "CHANGELOG.md": "# Changelog\n\n## 0.1.0\n" },
    finds: ['CHANGELOG.md: expected a heading "## Unreleased"'],
  },
  {
    says: "each dependency is explained, and no other",
    rule: dependenciesExplained,
    planted: {
      "package.json":
        '{ "dependencies": { "zod": "4.0.0" }, "devDependencies": { "knip": "6.0.0" } }',
      "docs/dependencies.md": "| `zod` | schemas |\n| `left-pad` | pads |\n",
    },
    finds: [
      "docs/dependencies.md: does not say why knip is a dependency",
      "docs/dependencies.md: left-pad is no dependency any more",
    ],
  },
  {
    says: "versions are pinned",
    rule: versionsPinned,
    planted: { "package.json": '{ "dependencies": { "zod": "^4.0.0", "yaml": "2.9.1" } }' },
    finds: ["package.json: zod is ^4.0.0; expected one exact version"],
  },
  {
    says: "package.json lists every slice's door",
    rule: doorsListed,
    planted: {
      "package.json": '{ "imports": { "#data": "./src/data/index.ts", "#ground/*": "x" } }',
      "src/runs/index.ts": "",
    },
    finds: [
      'package.json: imports lacks "#runs"',
      'package.json: imports names "#data", which is no slice',
    ],
  },
  {
    says: "decisions have their form",
    rule: decisionsInForm,
    planted: {
      "docs/decisions/001-one.md": "# One\n\n## Context\n\n## Decision\n\n## Consequences\n",
      "docs/decisions/003-three.md": `# Three\n\n## Context\n\n## Decision\n${lines(60)}`,
    },
    finds: [
      "docs/decisions/003-three.md: expected 002-title.md, without gaps",
      'docs/decisions/003-three.md: lacks "## Consequences"',
      "docs/decisions/003-three.md: 65 lines; at most 60",
    ],
  },
  {
    says: "links in documents lead somewhere",
    rule: linksLead,
    planted: {
      "README.md": "[a](docs/a.md) [b](docs/b.md#x) [c](https://example.org) [d](docs/)",
      "docs/a.md": "[up](../README.md) [gone](./gone.md)",
    },
    finds: [
      "README.md: the link docs/b.md leads nowhere",
      "docs/a.md: the link ./gone.md leads nowhere",
    ],
  },
];

/** Every rule over the files of a checkout, each with its proof. */
export const PROOFS: readonly Proof[] = [
  ...shape,
  ...direction,
  ...tables,
  ...banned,
  ...names,
  ...documents,
];
