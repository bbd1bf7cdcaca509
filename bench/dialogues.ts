/** How long twenty conversations of five turns take against an agent that thinks for 100 ms, twenty at a time. */

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#ground/process";
import { figure } from "./harness/figure.ts";
import { type Installed, installPackage, untilHealthy } from "./harness/installed-package.ts";
import { interleave } from "./harness/interleave.ts";
import { root } from "./harness/machine.ts";
import { spread } from "./harness/statistics.ts";
import { timeProgram } from "./harness/time-program.ts";
import { writeRun } from "./harness/write-run.ts";

const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 9);
const DIALOGUES = 20;
const TURNS = 5;
const THINKS_MS = 100;

const installed = installPackage();
const port = await freePort();
const agent = spawn(process.execPath, [join(root, "test", "support", "tiny-agent.ts")], {
  env: { ...process.env, PORT: String(port), AGENT_DELAY: String(THINKS_MS) },
  stdio: "ignore",
});
try {
  await untilHealthy(`http://127.0.0.1:${port}`, () => agent.exitCode !== null);
  writeSuite(installed);
  const measured = await measure(installed);
  writeRun("dialogues", "npm run bench -- dialogues", [
    {
      title: `${DIALOGUES} dialogues x ${TURNS} turns, ${THINKS_MS} ms an answer, ${DIALOGUES} at a time`,
      head: ["", "seconds", "at most", "promptfoo (recorded)"],
      rows: [
        ["the suite, as the report says", spread(measured.suite, 2), "0.8", "12-14"],
        ["fettle test, start to end", spread(measured.wall, 2), "", "15.5-19.9"],
        ["its CPU", spread(measured.cpu, 2), "", ""],
      ],
      notes: [
        `${ROUNDS} rounds from the bundle; the ideal for the suite is ${(TURNS * THINKS_MS) / 1000} s`,
        "recorded: promptfoo 0.121 and 0.123 on two cores, measured once, not in this run",
      ],
      figures: [
        figure("the suite, as the report says", "s", "less", measured.suite),
        figure("fettle test: wall", "s", "less", measured.wall),
        figure("fettle test: CPU", "s", "less", measured.cpu),
      ],
    },
  ]);
} finally {
  agent.kill("SIGKILL");
  stopServer(installed);
  installed.remove();
}

function writeSuite(fettle: Installed): void {
  mkdirSync(join(fettle.folder, "dialogues"));
  writeFileSync(
    join(fettle.folder, "fettle.yaml"),
    `project: bench\ndialogues:\n  parallel: ${DIALOGUES}\n  agent:\n    url: http://127.0.0.1:${port}\n`,
  );
  for (let i = 1; i <= DIALOGUES; i += 1) {
    const turns = Array.from(
      { length: TURNS },
      (_, turn) =>
        `  - user: hello ${i} ${turn}\n    agent: { route: hello, says: { contains: said } }\n`,
    );
    const text = `dialogue: talk ${i}\nturns:\n${turns.join("")}`;
    writeFileSync(join(fettle.folder, "dialogues", `talk-${i}.yaml`), text);
  }
}

async function measure(
  fettle: Installed,
): Promise<{ suite: readonly number[]; wall: readonly number[]; cpu: readonly number[] }> {
  const [node = "", bin = ""] = fettle.fettle;
  const [measured] = await interleave(
    [
      {
        name: "fettle test",
        async round() {
          const options = { cwd: fettle.folder };
          const { cpu, wall, code } = await timeProgram([...fettle.fettle, "test"], options);
          if (code !== 0) throw new Error(`fettle test exited with ${code}`);
          const listed = execFileSync(node, [bin, "dialogues", "reports", "--json"], options);
          const { reports } = JSON.parse(listed.toString()) as {
            reports: { startedAt: number; endedAt: number }[];
          };
          const newest = reports[0];
          if (newest === undefined) throw new Error("no report was kept");
          return { suite: (newest.endedAt - newest.startedAt) / 1000, wall, cpu };
        },
      },
    ],
    ROUNDS,
  );
  const of = (name: string): readonly number[] => measured?.values.get(name) ?? [];
  return { suite: of("suite"), wall: of("wall"), cpu: of("cpu") };
}

function stopServer(fettle: Installed): void {
  const [node = "", bin = ""] = fettle.fettle;
  execFileSync(node, [bin, "server", "stop"], { cwd: fettle.folder, stdio: "ignore" });
}
