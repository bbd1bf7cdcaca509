/** The main job's bars: `fettle demo` as a user has it, and a real training recorded as a run. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figure } from "./harness/figure.ts";
import { type Installed, installPackage } from "./harness/installed-package.ts";
import { interleave } from "./harness/interleave.ts";
import { root } from "./harness/machine.ts";
import { ofProgram, withPeers } from "./harness/program.ts";
import { spread } from "./harness/statistics.ts";
import { timeProgram } from "./harness/time-program.ts";
import { type Section, writeRun } from "./harness/write-run.ts";

const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 3);
/** Real questions in 77 intents (10,003 to train, 3,080 to test), not part of this project. */
const BANKING = join(
  process.env["FETTLE_SHARED_DATA"] ?? join(root, "..", "shared", "data"),
  "banking77",
);

const installed = installPackage();
cpSync(ofProgram("examples"), join(installed.folder, "fettle", "examples"), { recursive: true });
try {
  const sections = [await demo(installed)];
  if (existsSync(BANKING)) sections.push(await training(installed));
  else process.stderr.write(`SKIPPED: training, no data in ${BANKING}\n`);
  writeRun("main-job", "npm run bench -- main-job", sections);
} finally {
  installed.remove();
}

async function demo(fettle: Installed): Promise<Section> {
  let count = 0;
  const [measured] = await interleave(
    [
      {
        name: "fettle demo",
        async round() {
          count += 1;
          const command = [...fettle.fettle, "demo", `demo-${count}`];
          const { cpu, wall, code } = await timeProgram(command, { cwd: fettle.folder });
          if (code !== 0) throw new Error(`fettle demo exited with ${code}`);
          return { cpu, wall };
        },
      },
    ],
    ROUNDS,
  );
  return {
    title: "The demo, seconds",
    head: ["command", "wall", "CPU", "wall at most"],
    rows: [
      [
        "fettle demo",
        spread(measured?.values.get("wall") ?? [], 1),
        spread(measured?.values.get("cpu") ?? [], 1),
        "60",
      ],
    ],
    notes: [`${ROUNDS} rounds, from the bundle, each in a new folder`],
    figures: [
      figure("fettle demo: wall", "s", "less", measured?.values.get("wall") ?? []),
      figure("fettle demo: CPU", "s", "less", measured?.values.get("cpu") ?? []),
    ],
  };
}

/** The same training alone and as a recorded run, taking turns: what recording costs, and what it learned. */
async function training(fettle: Installed): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "fettle-bench-"));
  const project = join(folder, "project");
  cpSync(ofProgram("examples", "sales-agent"), project, { recursive: true });
  mkdirSync(join(project, "node_modules"));
  symlinkSync(join(fettle.folder, "fettle"), join(project, "node_modules", "fettle"));
  const files = ["--train", join(BANKING, "train.csv"), "--test", join(BANKING, "test.csv")];
  const train = [process.execPath, "train.ts", "--model", "logistic", ...files];
  const contender = (name: string, command: readonly string[]) => ({
    name,
    async round() {
      const { cpu, wall, code } = await timeProgram(command, { cwd: project });
      if (code !== 0) throw new Error(`${command.join(" ")} exited with ${code}`);
      return { cpu, wall };
    },
  });
  try {
    const measured = await interleave(
      [
        ...(withPeers ? [contender("train.ts alone", train)] : []),
        contender("as a recorded run", [
          ...fettle.fettle,
          "run",
          "--name",
          "banking",
          "--",
          ...train,
        ]),
      ],
      ROUNDS,
    );
    const [node = "", bin = ""] = fettle.fettle;
    const shown = execFileSync(node, [bin, "runs", "show", "banking", "--json"], { cwd: project });
    const run = JSON.parse(shown.toString()) as { metrics: Record<string, number>; status: string };
    execFileSync(node, [bin, "server", "stop"], { cwd: project });
    return {
      title: "Training on banking77 with logistic regression",
      head: ["command", "CPU, s", "wall, s", "CPU at most, s"],
      rows: measured.map(({ name, values }) => [
        name,
        spread(values.get("cpu") ?? [], 1),
        spread(values.get("wall") ?? [], 1),
        "10",
      ]),
      notes: [
        `the run: ${run.status}, test accuracy ${run.metrics["accuracy"]?.toFixed(4)} (at least 0.90), macro-F1 ${run.metrics["macro_f1"]?.toFixed(4)}`,
        `${ROUNDS} rounds; the test questions are seen by nothing but the final score`,
      ],
      figures: measured
        .filter(({ name }) => name.startsWith("as a"))
        .flatMap(({ values }) => [
          figure("training as a recorded run: wall", "s", "less", values.get("wall") ?? []),
          figure("training as a recorded run: CPU", "s", "less", values.get("cpu") ?? []),
        ]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
