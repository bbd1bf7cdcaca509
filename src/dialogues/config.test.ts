import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { configSchema, loadProject } from "#ground/config";
import { dialoguesSection } from "./config.ts";
import { CHECKS } from "./doctor-checks.ts";

const root = mkdtempSync(join(tmpdir(), "fettle-config-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function load(text: string, env: Record<string, string> = {}) {
  writeFileSync(join(root, "fettle.yaml"), text);
  return loadProject({ cwd: root, sections: [dialoguesSection as never], env });
}

test("has a default for every setting", () => {
  expect(load("project: shop\n").settings(dialoguesSection)).toEqual({
    files: "dialogues/**/*.{yaml,yml}",
    agent: { readyWithin: 10_000 },
    timeout: 10_000,
    parallel: 8,
  });
});

test("reads durations, also from the environment", () => {
  const text = "dialogues:\n  timeout: 800ms\n  agent: { start: run, readyWithin: 1min }\n";
  expect(load(text, { FETTLE_DIALOGUES_PARALLEL: "3" }).settings(dialoguesSection)).toMatchObject({
    agent: { start: "run", readyWithin: 60_000 },
    timeout: 800,
    parallel: 3,
  });
});

test.each([
  ["dialogues: { timeout: soon }\n", 'dialogues.timeout: "soon" is no duration'],
  ["dialogues: { timeout: 10 }\n", "dialogues.timeout: expected a duration such as 800ms"],
  [
    "dialogues:\n  agent: { url: 'localhost:80' }\n",
    "fettle.yaml:2: dialogues.agent.url: expected an address",
  ],
  ["dialogues:\n  agent:\n    strat: x\n", 'fettle.yaml:3: unknown key "strat" in dialogues.agent'],
])("refuses %j", (text, message) => {
  expect(() => load(text)).toThrow(message);
});

test("describes every key for editors", () => {
  expect(JSON.stringify(configSchema([dialoguesSection as never]))).toContain(
    "How many dialogues run at the same time",
  );
});

test("doctor says whether there is an agent and whether the suite can be read", async () => {
  const [agent, suite] = CHECKS;
  const look = (text: string) => ({ project: load(text), signal: new AbortController().signal });
  expect(await agent?.run(look("project: shop\n"))).toEqual({
    state: "warning",
    message: "fettle.yaml does not say how to start the agent under test",
    hint: "dialogues.agent.start: the command line that starts it",
  });
  expect(await agent?.run(look("dialogues: { agent: { start: x } }\n"))).toEqual({
    state: "fine",
    message: "starts: x",
  });
  const both = "dialogues: { agent: { start: x, url: 'http://a' } }\n";
  expect(await agent?.run(look(both))).toEqual({
    state: "fine",
    message: "talks to the agent at http://a",
  });
  writeFileSync(
    join(root, "two.yaml"),
    "dialogue: a\ntags: [may-fail]\nturns: [{ user: [hi, ho, hu], agent: { route: x } }]\n",
  );
  expect(await suite?.run(look("dialogues: { files: two.yaml }\n"))).toEqual({
    state: "fine",
    message: "3 cases, of which 0 must pass",
  });
  writeFileSync(join(root, "d.yaml"), "dialogue: a\nturns: [{ user: hi, agent: { route: x } }]\n");
  expect(await suite?.run(look("dialogues: { files: '*d.yaml' }\n"))).toEqual({
    state: "fine",
    message: "1 case, of which 1 must pass",
  });
  await expect(suite?.run(look("dialogues: { files: '*.yml' }\n"))).rejects.toThrow(
    "no dialogue files: *.yml in",
  );
});
