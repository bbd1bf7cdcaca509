import { spawn } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createNormaliser } from "./normalise.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const BIN = join(ROOT, "bin", "fettle.js");
const COMMAND_WITHIN_MS = 30_000;

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/**
 * Types the commands of a scenario in a new folder, with a store of its own, and gives what was said and which files
 * are there in the end, as one text. Lines of stderr begin with `! `. The server is stopped.
 */
export async function runScenario(commands: readonly string[]): Promise<string> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-scenario-")));
  const project = join(root, "shop");
  const home = join(root, "home");
  const store = join(root, "store");
  for (const folder of [project, home, join(root, "bin")]) mkdirSync(folder);
  writeFileSync(
    join(root, "bin", "fettle"),
    `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`,
  );
  chmodSync(join(root, "bin", "fettle"), 0o755);
  const type = (command: string): Promise<Ended> =>
    typed(command, project, environment({ root, home, store }));
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    version: string;
  };
  const normalise = createNormaliser({
    folders: [
      [project, "<project>"],
      [home, "<home>"],
      [store, "<store>"],
      [root, "<root>"],
      [ROOT, "<fettle>"],
    ],
    version,
  });
  const parts: string[] = [];
  try {
    for (const command of commands) {
      const { code, stdout, stderr } = await type(command);
      parts.push(`$ ${command}`);
      if (stdout !== "") parts.push(normalise(stdout).trimEnd());
      if (stderr !== "") parts.push(normalise(stderr).trimEnd().replaceAll(/^/gm, "! "));
      if (code !== 0) parts.push(`exit ${code}`);
      parts.push("");
    }
    parts.push("files:", ...treeOf(project).map((line) => `  ${normalise(line)}`));
    return `${parts.join("\n")}\n`;
  } finally {
    await type("fettle server stop");
    rmSync(root, { recursive: true, force: true });
  }
}

function environment(at: { root: string; home: string; store: string }): NodeJS.ProcessEnv {
  const git = { NAME: "Ada", EMAIL: "ada@example.org", DATE: "2026-01-02T03:04:05Z" };
  return {
    PATH: [join(at.root, "bin"), dirname(process.execPath), process.env["PATH"]].join(":"),
    HOME: at.home,
    TMPDIR: process.env["TMPDIR"],
    FETTLE_STORE: at.store,
    NO_COLOR: "1",
    TZ: "UTC",
    LC_ALL: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: at.root,
    ...Object.fromEntries(
      Object.entries(git).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  };
}

/** A command line, as a person types it into a shell; it has half a minute. */
function typed(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-c", command], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const timer = setTimeout(() => {
      stderr += `\nstill running after ${COMMAND_WITHIN_MS} ms\n`;
      process.kill(-(child.pid as number), "SIGKILL");
    }, COMMAND_WITHIN_MS);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 137, stdout, stderr });
    });
  });
}

/** Every file below a folder: `path`, `path*` where it can be run, `path -> target`; git's own left out. */
function treeOf(folder: string, inside = ""): readonly string[] {
  const lines: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const shown = inside === "" ? name : `${inside}/${name}`;
    const state = lstatSync(path);
    if (state.isSymbolicLink()) lines.push(`${shown} -> ${readlinkSync(path)}`);
    else if (name === ".git") lines.push(`${shown}/...`);
    else if (state.isDirectory()) {
      const below = treeOf(path, shown);
      lines.push(...(below.length === 0 ? [`${shown}/`] : below));
    } else lines.push((state.mode & 0o100) === 0 ? shown : `${shown}*`);
  }
  return lines;
}
