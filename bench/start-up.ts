/** What a command costs before it does anything, and what a server costs that does nothing. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#ground/process";
import { figure } from "./harness/figure.ts";
import {
  type Installed,
  installPackage,
  processState,
  serve,
} from "./harness/installed-package.ts";
import { interleave } from "./harness/interleave.ts";
import { withPeers } from "./harness/program.ts";
import { spread } from "./harness/statistics.ts";
import { timeProgram } from "./harness/time-program.ts";
import { type Section, writeRun } from "./harness/write-run.ts";

const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 15);
const SERVER_ROUNDS = Math.ceil(ROUNDS / 3);
const IDLE_AFTER_MS = 2000;
const FLOOR = "node -e 0, the floor";
const VERSION = "fettle --version";
const LIST = "fettle runs list, asks the server";

const installed = installPackage();
try {
  writeRun("start-up", "npm run bench -- start-up", [
    await commands(installed),
    await servers(installed),
  ]);
} finally {
  installed.remove();
}

async function commands(fettle: Installed): Promise<Section> {
  const server = await serve(fettle, "asked", await freePort());
  writeFileSync(join(fettle.folder, "fettle.yaml"), "project: bench\n");
  const options = { cwd: fettle.folder, env: { FETTLE_STORE: server.store } };
  const contender = (name: string, command: readonly string[]) => ({
    name,
    async round() {
      const { cpu, wall, code } = await timeProgram(command, options);
      if (code !== 0) throw new Error(`${command.join(" ")} exited with ${code}`);
      return { cpu, wall };
    },
  });
  try {
    const measured = await interleave(
      [
        ...(withPeers ? [contender(FLOOR, [process.execPath, "-e", "0"])] : []),
        contender(VERSION, [...fettle.fettle, "--version"]),
        contender(LIST, [...fettle.fettle, "runs", "list"]),
      ],
      ROUNDS,
    );
    const bars = new Map([
      [VERSION, ["0.05", "mlflow 2.9, promptfoo 1.4, DVC 0.14"]],
      [LIST, ["0.12", "DVC's empty status 0.39"]],
    ]);
    return {
      title: "A command, seconds",
      head: ["command", "CPU", "wall", "CPU at most", "peers' CPU (recorded)"],
      rows: measured.map(({ name, values }) => [
        name,
        spread(values.get("cpu") ?? [], 3),
        spread(values.get("wall") ?? [], 3),
        ...(bars.get(name) ?? ["", ""]),
      ]),
      notes: [`${ROUNDS} rounds, from the bundle`],
      figures: measured
        .filter(({ name }) => name !== FLOOR)
        .flatMap(({ name, values }) => [
          figure(`${name}: CPU`, "s", "less", values.get("cpu") ?? []),
          figure(`${name}: wall`, "s", "less", values.get("wall") ?? []),
        ]),
    };
  } finally {
    await server.stop();
  }
}

async function servers(fettle: Installed): Promise<Section> {
  let count = 0;
  const [measured] = await interleave(
    [
      {
        name: "fettle server, new store",
        async round() {
          count += 1;
          const server = await serve(fettle, `new-${count}`, await freePort());
          try {
            await new Promise((resolve) => setTimeout(resolve, IDLE_AFTER_MS));
            return { ready: server.readyMs / 1000, rss: processState(server.pid).rssMb };
          } finally {
            await server.stop();
          }
        },
      },
    ],
    SERVER_ROUNDS,
  );
  return {
    title: "A server",
    head: ["server", "ready after, s", "idle memory, MB"],
    rows: [
      [
        measured?.name ?? "",
        spread(measured?.values.get("ready") ?? [], 2),
        spread(measured?.values.get("rss") ?? [], 0),
      ],
      ["at most", "0.5", "100"],
      ["mlflow server (recorded)", "13.5", "1900"],
    ],
    notes: [
      `${SERVER_ROUNDS} rounds; memory is resident, ${IDLE_AFTER_MS / 1000} s after the first answer`,
      "recorded: MLflow 3.17.2 with its defaults on two cores, measured once, not in this run",
    ],
    figures: [
      figure("server: ready after", "s", "less", measured?.values.get("ready") ?? []),
      figure("server: idle memory", "MB", "less", measured?.values.get("rss") ?? []),
    ],
  };
}
