import type { Proof } from "../proof.ts";
import { testsBeside } from "../tests-beside.ts";

const lines = (count: number): string => "x\n".repeat(count);
const does = (name: string): string => `export function ${name}() {}\n${lines(40)}`;

/** Who is met by whose test. */
export const TESTS_BESIDE: readonly Proof[] = [
  {
    says: "a file that does something is reached from a test beside it",
    rule: testsBeside,
    planted: {
      "src/runs/start.ts": does("start"),
      "src/runs/stop.ts": `import { end } from "./end.ts";\n${does("stop")}`,
      "src/runs/end.ts": does("end"),
      "src/runs/index.ts":
        'export { start } from "./start.ts";\nexport { stop } from "./stop.ts";\n',
      "src/runs/stop.test.ts":
        'import { stop } from "./index.ts";\nimport type { S } from "./start.ts";\n',
      "src/data/add.test.ts": 'import { start } from "./start.ts";',
      "src/models/slice.ts":
        'export const routes = async () => (await import("./list.ts")).ROUTES;',
      "src/models/routes.test.ts":
        'import { slice } from "./slice.ts";\nawait openTestServer({ slices: ["models"] });',
      "src/models/list.ts": does("list"),
      "src/gate/commands.test.ts": 'import { commands } from "./commands.ts";',
      "src/gate/commands.ts":
        'export const commands = async () => (await import("./show.ts")).show();',
      "src/gate/show.ts": does("show"),
    },
    finds: [
      "src/runs/start.ts: no test in src/runs reaches it",
      "src/models/list.ts: no test in src/models reaches it",
    ],
    inTree: { "src/lineage/mark.ts": does("mark") },
    findsInTree: "src/lineage/mark.ts: no test in src/lineage reaches it",
  },
];
