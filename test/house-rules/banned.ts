import { findLines, isCode, isTest, type Rule, type SourceFile } from "./source-file.ts";

function inCode(
  files: readonly SourceFile[],
  where: (path: string) => boolean,
  pattern: RegExp,
  problem: string,
) {
  return files
    .filter((f) => isCode(f.path) && !f.path.startsWith("test/house-rules") && where(f.path))
    .flatMap((file) => findLines(file, pattern, problem));
}

/** A default export has a name at every import, and none in the editor. */
export const noDefaultExports: Rule = (files) =>
  inCode(
    files,
    (path) => !path.endsWith(".config.ts"),
    /^export default\b|\bas default\b/,
    "export it by its name",
  );

/** A test left alone, or left out, hides the others. */
export const noLoneTests: Rule = (files) =>
  inCode(
    files,
    isTest,
    /\b(it|test|describe)(\.concurrent)?\.(only|skip|todo)\(/,
    "every test runs; a test that needs something says so with `skipIf`",
  );

/** Tests meet the real thing. */
export const noModuleMocks: Rule = (files) =>
  inCode(
    files,
    () => true,
    /\bvi\.(mock|doMock|hoisted)\(/,
    "use the real thing, or hand a value in",
  );

/** A test's name says what is so, not what should be. */
export const plainTestNames: Rule = (files) =>
  inCode(
    files,
    isTest,
    /\b(it|test)(\.each\(.*\))?\(\s*["'`][^"'`]*\bshould\b/i,
    "say what happens: a plain sentence without should",
  );

const READS_ENVIRONMENT =
  /^(src\/ground\/environment\/|test\/|bench\/|scripts\/|examples\/)|\.config\.ts$|\.test\.tsx?$/;

/** Settings come in by `#ground/config`. */
export const noEnvironmentReads: Rule = (files) =>
  inCode(
    files,
    (path) => !READS_ENVIRONMENT.test(path),
    /\bprocess\.env\b/,
    "take it from the project's settings or from the context",
  );

/** Words go through `context.output` and the log. */
export const noConsole: Rule = (files) =>
  inCode(
    files,
    (path) => path.startsWith("src/") && !path.startsWith("src/ground/") && path !== "src/main.ts",
    /\bconsole\.\w+\(/,
    "say it through context.output or the log",
  );

const ENDS_PROCESS =
  /^(src\/(ground\/.*|app\/cli\.ts|main\.ts)|test\/.*|bench\/.*|scripts\/.*|examples\/.*)$/;

/** A process ends in one place, so that what is open is closed first. */
export const noExits: Rule = (files) =>
  inCode(
    files,
    (path) => !ENDS_PROCESS.test(path),
    /\bprocess\.exit\(/,
    "throw an error or give back an exit code",
  );

/** An import of node:http reads all its exports, and one of them loads all of fetch: 14 MB of memory in each process. */
export const noHttpImports: Rule = (files) =>
  inCode(
    files,
    (path) => path.startsWith("src/") && !isTest(path),
    /^import (?!type\b)(?!\{( type \w+,?)+ \}).*\bfrom "(node:)?https?";/,
    "take http and nodeHttps from #ground/http",
  );

/** Git is called in one place, with argument arrays. */
export const onlyGroundCallsGit: Rule = (files) =>
  inCode(
    files,
    (path) =>
      path.startsWith("src/") && !isTest(path) && !/^src\/ground\/(git|config)\//.test(path),
    /\b(spawn|spawnSync|execFile|execFileSync|exec|execSync)\(\s*["'`]git\b/,
    "call git through #ground/git",
  );

/** What is left to do stands in an issue. */
export const noLooseEnds: Rule = (files) =>
  inCode(files, () => true, /\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)/, "name the issue: TODO #12");

/** One class of errors for people, and one for what a server answered a page; all others are rows of a table. */
const ERROR_CLASSES = /^(src\/ground\/errors\/|src\/web\/api\/|examples\/)/;

export const noErrorClasses: Rule = (files) =>
  inCode(
    files,
    (path) => !ERROR_CLASSES.test(path),
    /\bclass(\s+\w+)?\s+extends\s+\w*Error\b/,
    "an error is a row of a table; throw it by fail()",
  );

/** A machine that is busy is no fault. What hangs runs into the test's own limit. */
export const noTimesAsserted: Rule = (files) =>
  inCode(
    files,
    (path) => isTest(path) && path.startsWith("src/"),
    /\bexpect\(.*(\bnow\(\)|[eE]lapsed|\btook|[eE]nded\w*)\s*-?.*\)\s*\.toBe(Less|Greater)Than/,
    "say what happened, not how long it took; speed is proven in bench/",
  );

/** What is read when a module is imported is read by every command, and can't be another one in a test. */
export const noReadsAtImport: Rule = (files) =>
  inCode(
    files,
    (path) => path.startsWith("src/") && !isTest(path),
    /^(export )?(const|let) \w+(: [^=]+)? = (?!.*=>).*\b(readFileSync|existsSync|readdirSync|statSync|process\.(env|cwd)|environment\()/,
    "read it when it is asked for",
  );

/** The store has one writer. Databases of others are read, and each by its own room. */
export const oneOpensTheStore: Rule = (files) =>
  inCode(
    files,
    (path) =>
      path.startsWith("src/") &&
      !isTest(path) &&
      !/^src\/(ground\/database\/|app\/server\.ts$)/.test(path),
    /\bopenSqlite\(/,
    "the server alone opens the store's database",
  );
