import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { TreeCopy } from "./tree-copy.ts";

const CONFIG = "scripts/mutants/slice-tests.config.ts";
/** Within a copy; note-test-file.ts writes to it too. */
export const LOG = "reached.txt";

export type TestFile = { readonly file: string; readonly ms: number; readonly passed: boolean };
export type Tested = {
  readonly code: number;
  readonly timedOut: boolean;
  readonly files: readonly TestFile[];
};

/** Runs test files of a slice in a copy, those before others first, until one fails or the time is over. */
export async function runTests(
  copy: TreeCopy,
  run: {
    readonly slice: string;
    readonly files: readonly string[];
    readonly withinMs: number;
    /** Notes in LOG which file is tested, and goes on after a failure. */
    readonly note?: boolean;
  },
): Promise<Tested> {
  const report = join(copy.folder, ".cache", "report.json");
  rmSync(report, { force: true });
  const child = spawn(
    join(copy.folder, "node_modules", ".bin", "vitest"),
    [
      "run",
      ...["--config", CONFIG, "--reporter=json", `--outputFile.json=${report}`],
      ...["--fsModuleCachePath", join(copy.folder, ".cache", "modules")],
      ...(run.note === true ? [] : ["--bail=1"]),
      ...run.files,
    ],
    {
      cwd: copy.folder,
      detached: true,
      stdio: "ignore",
      env: {
        ...process.env,
        TMPDIR: copy.temporary,
        // Of the scenarios, the slice's own.
        FETTLE_SCENARIO: `${run.slice}/`,
        FETTLE_MUTANTS_TESTS: run.files.join(" "),
        FETTLE_MUTANTS_NOTE: run.note === true ? "1" : "0",
      },
    },
  );
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, run.withinMs);
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (ended) => resolve(ended ?? 1));
  });
  clearTimeout(timer);
  return { code, timedOut, files: existsSync(report) ? filesOf(report, copy.folder) : [] };
}

/** Ends whatever a copy's tests have started and left, servers in the background too. */
export function endWhatIsLeft(copy: TreeCopy): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      // As the folder for temporary files, or as a store within it.
      if (readFileSync(`/proc/${pid}/environ`, "utf8").includes(copy.temporary))
        process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended, or is another's.
    }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function filesOf(report: string, folder: string): TestFile[] {
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    testResults: { name: string; startTime: number; endTime: number; status: string }[];
  };
  return testResults.map(({ name, startTime, endTime, status }) => ({
    file: relative(folder, name),
    ms: endTime - startTime,
    passed: status === "passed",
  }));
}
