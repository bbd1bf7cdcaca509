import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, expect, test } from "vitest";
import { saveRules } from "../training/model.ts";
import { SALES_RULES } from "../training/rules.ts";

const folder = mkdtempSync(join(tmpdir(), "tally-agent-"));
const example = join(import.meta.dirname, "..");

// A stand-in for the installed package, with the door of `fettle/client` that the agent uses: the alias
// is a file. The real one is tried by the demo, with a server and a store.
const CLIENT = `
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
const championOf = () => Number(readFileSync("champion", "utf8"));
export async function watchModel(name, { onChange }) {
  let served = championOf();
  const load = () => onChange({ name, version: served, runId: null, file: (path) => readFile("v" + served + "/" + path) });
  await load();
  setInterval(() => {
    if (championOf() === served) return;
    served = championOf();
    void load();
  }, 10);
}`;

function install(): void {
  const filter = (path: string) => !path.endsWith(".test.ts");
  for (const part of ["agent", "training"]) {
    cpSync(join(example, part), join(folder, part), { recursive: true, filter });
  }
  cpSync(join(example, "package.json"), join(folder, "package.json"));
  const client = join(folder, "node_modules/fettle");
  mkdirSync(client, { recursive: true });
  const exports = { "./client": "./client.js" };
  writeFileSync(join(client, "package.json"), JSON.stringify({ type: "module", exports }));
  writeFileSync(join(client, "client.js"), CLIENT);
  for (const version of [1, 2]) {
    mkdirSync(join(folder, `v${version}`));
    const saved = JSON.stringify(saveRules(SALES_RULES, ["price", "out_of_scope"]));
    writeFileSync(join(folder, `v${version}/model.json`), saved);
  }
  writeFileSync(join(folder, "champion"), "1");
}

install();

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

afterAll(() => rmSync(folder, { recursive: true }));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ["agent/server.ts"], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

test("follows the alias without a restart, saying so in a line, and ends when told to", async () => {
  const { child, lines } = start({ PORT: "0" });
  const line = async () => (await lines.next()).value as string;
  const url = /http:\S+/.exec(await line())?.[0];
  expect(await line()).toBe("serving intent@1 (rules)");
  const served = async () => (await (await fetch(`${url}/health`)).json()) as unknown;
  expect(await served()).toMatchObject({ models: { intent: 1 } });
  writeFileSync(join(folder, "champion"), "2");
  expect(await line()).toBe("serving intent@2 (rules), was @1");
  expect(await served()).toMatchObject({ models: { intent: 2 } });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a model that can't be loaded ends it with the reason", async () => {
  writeFileSync(join(folder, "champion"), "1");
  writeFileSync(join(folder, "v1/model.json"), "{}");
  const { child } = start({ PORT: "0" });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  expect(await once(child, "close")).toEqual([1, null]);
  expect(said).toContain("not an intent model");
});

test("a port that is no port ends it with the reason", async () => {
  const { child } = start({ PORT: "http" });
  expect(await once(child, "exit")).toEqual([1, null]);
});
