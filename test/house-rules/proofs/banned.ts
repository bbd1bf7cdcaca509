import {
  noConsole,
  noDefaultExports,
  noEnvironmentReads,
  noErrorClasses,
  noExits,
  noHttpImports,
  noLoneTests,
  noLooseEnds,
  noModuleMocks,
  noReadsAtImport,
  noTimesAsserted,
  oneOpensTheStore,
  onlyGroundCallsGit,
  plainTestNames,
} from "../banned.ts";
import type { Proof } from "../proof.ts";

export const BANNED: readonly Proof[] = [
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
    inTree: { "src/lineage/mark.ts": "export default 1;\n" },
    findsInTree: "src/lineage/mark.ts:1: export it by its name",
  },
  {
    says: "no test is left alone or left out",
    rule: noLoneTests,
    planted: { "src/runs/start.test.ts": `it.${"only"}("x", f);\nit("y", f);\n` },
    finds: [
      "src/runs/start.test.ts:1: every test runs; a test that needs something says so with `skipIf`",
    ],
    inTree: { "src/lineage/mark.test.ts": `it.${"skip"}("marks", f);\n` },
    findsInTree:
      "src/lineage/mark.test.ts:1: every test runs; a test that needs something says so with `skipIf`",
  },
  {
    says: "no module is mocked",
    rule: noModuleMocks,
    planted: { "src/runs/start.test.ts": 'vi.mock("./stop.ts");' },
    finds: ["src/runs/start.test.ts:1: use the real thing, or hand a value in"],
    inTree: { "src/lineage/mark.test.ts": 'vi.mock("./model.ts");\n' },
    findsInTree: "src/lineage/mark.test.ts:1: use the real thing, or hand a value in",
  },
  {
    says: "tests are named by what happens",
    rule: plainTestNames,
    planted: { "src/runs/start.test.ts": 'it("should start", f);\nit("starts", f);\n' },
    finds: ["src/runs/start.test.ts:1: say what happens: a plain sentence without should"],
    inTree: { "src/lineage/mark.test.ts": 'test("it should mark", f);\n' },
    findsInTree: "src/lineage/mark.test.ts:1: say what happens: a plain sentence without should",
  },
  {
    says: "the environment is read in one place",
    rule: noEnvironmentReads,
    planted: {
      "src/runs/start.ts": 'const home = process.env["HOME"];',
      "src/ground/environment/index.ts": "const env = process.env;",
    },
    finds: ["src/runs/start.ts:1: take it from the project's settings or from the context"],
    inTree: { "src/ground/words/home.ts": 'export const home = process.env["HOME"];\n' },
    findsInTree:
      "src/ground/words/home.ts:1: take it from the project's settings or from the context",
  },
  {
    says: "nothing is printed past the output and the log",
    rule: noConsole,
    planted: { "src/runs/start.ts": "// console.log(1)\nconsole.log(1);" },
    finds: ["src/runs/start.ts:2: say it through context.output or the log"],
    inTree: { "src/app/mark.ts": "console.error(1);\n" },
    findsInTree: "src/app/mark.ts:1: say it through context.output or the log",
  },
  {
    says: "a process ends in one place",
    rule: noExits,
    planted: { "src/runs/start.ts": "process.exit(1);", "src/app/cli.ts": "process.exit(1);" },
    finds: ["src/runs/start.ts:1: throw an error or give back an exit code"],
    inTree: { "src/lineage/mark.ts": "process.exit(1);\n" },
    findsInTree: "src/lineage/mark.ts:1: throw an error or give back an exit code",
  },
  {
    says: "nobody imports Node's http, and all of fetch with it",
    rule: noHttpImports,
    planted: {
      "src/runs/start.ts":
        'import http from "node:http";\nimport type { Server } from "node:http";\nimport { type Server, request } from "node:https";\n',
      "src/runs/start.test.ts": 'import http from "node:http";\n',
    },
    finds: [
      "src/runs/start.ts:1: take http and nodeHttps from #ground/http",
      "src/runs/start.ts:3: take http and nodeHttps from #ground/http",
    ],
    inTree: { "src/data/mark.ts": 'import { createServer } from "node:http";\n' },
    findsInTree: "src/data/mark.ts:1: take http and nodeHttps from #ground/http",
  },
  {
    says: "git is called by the floor alone",
    rule: onlyGroundCallsGit,
    planted: { "src/runs/start.ts": 'spawn("git", ["status"]);' },
    finds: ["src/runs/start.ts:1: call git through #ground/git"],
    inTree: { "src/data/mark.ts": 'await execFile("git", ["status"]);\n' },
    findsInTree: "src/data/mark.ts:1: call git through #ground/git",
  },
  {
    says: "what is left to do names its issue",
    rule: noLooseEnds,
    planted: { "src/runs/start.ts": `f(); // ${"TODO"} later\ng(); // ${"TODO"} #12\n` },
    finds: ["src/runs/start.ts:1: name the issue: TODO #12"],
    inTree: { "scripts/mark.ts": `mark(); // ${"FIXME"} later\n` },
    findsInTree: "scripts/mark.ts:1: name the issue: TODO #12",
  },
  {
    says: "nobody else subclasses Error",
    rule: noErrorClasses,
    planted: {
      "src/runs/start.ts": "class Refused extends Error {}\nclass Sub extends FettleError {}\n",
      "src/ground/errors/fettle-error.ts": "export class FettleError extends Error {}",
    },
    finds: [
      "src/runs/start.ts:1: an error is a row of a table; throw it by fail()",
      "src/runs/start.ts:2: an error is a row of a table; throw it by fail()",
    ],
    inTree: { "scripts/mark.ts": "export const Refused = class extends TypeError {};\n" },
    findsInTree: "scripts/mark.ts:1: an error is a row of a table; throw it by fail()",
  },
  {
    says: "no test beside the code asserts a time",
    rule: noTimesAsserted,
    planted: {
      "src/runs/start.test.ts":
        "expect(performance.now() - began).toBeLessThan(1000);\nexpect(report.endedAt - report.startedAt).toBeLessThan(9);\nexpect(count).toBeLessThan(3);\n",
      "test/faults/kill.test.ts": "expect(performance.now() - began).toBeLessThan(1000);",
    },
    finds: [
      "src/runs/start.test.ts:1: say what happened, not how long it took; speed is proven in bench/",
      "src/runs/start.test.ts:2: say what happened, not how long it took; speed is proven in bench/",
    ],
    inTree: { "src/lineage/mark.test.ts": "expect(Date.now() - at).toBeLessThan(50);\n" },
    findsInTree:
      "src/lineage/mark.test.ts:1: say what happened, not how long it took; speed is proven in bench/",
  },
  {
    says: "nothing is read from the environment or the disk when a module is imported",
    rule: noReadsAtImport,
    planted: {
      "src/runs/start.ts":
        'const TEXT = readFileSync("a.txt", "utf8");\nexport const home: string = process.cwd();\nconst read = () => readFileSync("a.txt");\n  const inner = existsSync(path);\n',
    },
    finds: [
      "src/runs/start.ts:1: read it when it is asked for",
      "src/runs/start.ts:2: read it when it is asked for",
    ],
    inTree: { "src/lineage/mark.ts": 'const MARKS = readFileSync("marks.txt", "utf8");\n' },
    findsInTree: "src/lineage/mark.ts:1: read it when it is asked for",
  },
  {
    says: "the server alone opens the store's database",
    rule: oneOpensTheStore,
    planted: {
      "src/runs/start.ts": "const database = openSqlite(path);",
      "src/app/server.ts": "const database = openSqlite(path);",
    },
    finds: ["src/runs/start.ts:1: the server alone opens the store's database"],
    inTree: { "src/app/mark.ts": "const database = await openSqlite(path);\n" },
    findsInTree: "src/app/mark.ts:1: the server alone opens the store's database",
  },
];
