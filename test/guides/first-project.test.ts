/** docs/guide/first-project.md, typed line by line: by hand it ends as `fettle demo` does. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#ground/process";

const ROOT = join(import.meta.dirname, "..", "..");
/** What a step exits with where it is not 0: the baseline fails some dialogues, and version 2 breaks some. */
const EXIT: Readonly<Record<string, number>> = { "fettle test": 1, "fettle compare intent@2": 1 };

let desk: string;
let port: number;
let agent: ChildProcess | undefined;

beforeAll(async () => {
  desk = realpathSync(mkdtempSync(join(tmpdir(), "fettle-guide-")));
  port = await freePort();
  mkdirSync(join(desk, "node_modules"));
  symlinkSync(ROOT, join(desk, "node_modules", "fettle"));
  mkdirSync(join(desk, "programs"));
  const program = (name: string, text: string): void =>
    writeFileSync(join(desk, "programs", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  program("fettle", `exec "${process.execPath}" "${join(ROOT, "bin", "fettle.js")}" "$@"`);
  program("npx", 'exec "$@"');
});

afterAll(async () => {
  if (agent?.pid !== undefined) process.kill(-agent.pid, "SIGKILL");
  await type("fettle server stop", join(desk, "my-agent"));
  rmSync(desk, { recursive: true, force: true });
});

function start(line: string, cwd: string): ChildProcess {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: [join(desk, "programs"), dirname(process.execPath), process.env["PATH"]].join(":"),
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@localhost",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@localhost",
    NO_COLOR: "1",
  };
  for (const name of Object.keys(env)) if (/^(FETTLE|MLFLOW)_/.test(name)) delete env[name];
  return spawn("sh", ["-c", line], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}

function type(line: string, cwd: string): Promise<{ code: number; words: string }> {
  return new Promise((resolve) => {
    const child = start(line, cwd);
    let words = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        words += chunk.toString();
      });
    child.on("close", (code) => resolve({ code: code ?? 128, words }));
  });
}

function linesOfGuide(): string[] {
  const text = readFileSync(join(ROOT, "docs", "guide", "first-project.md"), "utf8");
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap((block) =>
    (block[1] ?? "").trim().split("\n"),
  );
}

async function servedVersion(): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
  return response?.ok === true
    ? ((await response.json()) as { models: unknown }).models
    : undefined;
}

test("the guide's commands end with version 3 as champion, served by the agent that never restarted", async () => {
  let cwd = desk;
  for (const line of linesOfGuide()) {
    if (line === "npm install fettle" || line === "fettle up") continue;
    if (line.startsWith("cd ")) {
      cwd = join(cwd, line.slice(3));
    } else if (line.startsWith("PORT=")) {
      agent = start(line.replace(/^PORT=\d+/, `PORT=${port}`), cwd);
      await expect.poll(servedVersion, { timeout: 15_000 }).toEqual({ intent: 1 });
    } else {
      const { code, words } = await type(line, cwd);
      expect([line, code, code === (EXIT[line] ?? 0) ? "" : words]).toEqual([
        line,
        EXIT[line] ?? 0,
        "",
      ]);
    }
  }
  await expect.poll(servedVersion, { timeout: 10_000 }).toEqual({ intent: 3 });
  const { words } = await type("fettle models show intent --json", cwd);
  expect(JSON.parse(words)).toMatchObject({ aliases: { baseline: 1, champion: 3 } });
}, 120_000);
