import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { configSchema, defineSection, findProject, loadProject } from "./index.ts";

const agent = defineSection(
  "agent",
  z.strictObject({
    start: z.string().optional().describe("How it is started."),
    turnTimeout: z.number().int().positive().default(10),
    deep: z.strictObject({ width: z.number().default(3) }).prefault({}),
  }),
);

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-config-")));
});
afterEach(() => rmSync(root, { recursive: true }));

const load = (yaml: string, env: Record<string, string> = {}, cwd = root) => {
  writeFileSync(join(root, "fettle.yaml"), yaml);
  return loadProject({ cwd, sections: [agent], env });
};

describe("a project", () => {
  test("has its folder's name, its store without git, and all defaults", () => {
    const project = load("");
    expect(project.name).toBe(root.split("/").at(-1));
    expect(project.store).toBe(join(root, ".fettle"));
    expect(project.settings(agent)).toEqual({ turnTimeout: 10, deep: { width: 3 } });
  });

  test("is found from any folder below it", () => {
    load("project: shop");
    mkdirSync(join(root, "a", "b"), { recursive: true });
    expect(findProject(join(root, "a", "b"))).toBe(root);
  });

  test("keeps its store beside git's own, shared by the folders of the repository", () => {
    execFileSync("git", ["init", "-q"], { cwd: root });
    mkdirSync(join(root, "sub"));
    writeFileSync(join(root, "sub", "fettle.yaml"), "");
    expect(load("", {}, join(root, "sub")).store).toBe(join(root, ".git", "fettle"));
  });

  test("takes a value from the file, then the local file, then the environment, then the flag", () => {
    writeFileSync(join(root, "fettle.local.yaml"), "agent:\n  turnTimeout: 20\n");
    const text = "store: one\nagent:\n  turnTimeout: 15\n  start: x\n";
    expect(load(text).settings(agent)).toMatchObject({ turnTimeout: 20, start: "x" });
    expect(load(text, { FETTLE_AGENT_TURN_TIMEOUT: "30" }).settings(agent).turnTimeout).toBe(30);
    expect(load(text).store).toBe(join(root, "one"));
    expect(load(text, { FETTLE_STORE: "two" }).store).toBe(join(root, "two"));
    const flag = loadProject({
      cwd: root,
      sections: [agent],
      env: { FETTLE_STORE: "two" },
      store: "/three",
    });
    expect(flag.store).toBe("/three");
  });
});

describe("a broken fettle.yaml", () => {
  const problem = (yaml: string) => {
    try {
      load(yaml);
    } catch (error) {
      const { code, message, hint } = error as { code: string; message: string; hint: string };
      return { code, message: message.replace(root, ""), hint };
    }
    return undefined;
  };

  test("names the line of an unknown key and the nearest known one", () => {
    expect(problem("project: x\n\nagent:\n  start: a\n  turnTimout: 3\n")).toEqual({
      code: "CONFIG_INVALID",
      message: '/fettle.yaml:5: unknown key "turnTimout" in agent',
      hint: 'did you mean "turnTimeout"?',
    });
    expect(problem("projet: x\n")).toMatchObject({
      message: '/fettle.yaml:1: unknown key "projet"',
      hint: 'did you mean "project"?',
    });
    expect(problem("agent:\n  deep:\n    zzzzzz: 1\n")?.hint).toBe("known keys: width");
  });

  test("names the line and the key of a value that does not fit", () => {
    expect(problem("agent:\n  turnTimeout: soon\n")?.message).toMatch(
      /^\/fettle\.yaml:2: agent\.turnTimeout: .*expected a number; got text/,
    );
    expect(problem("- a\n- b\n")?.code).toBe("CONFIG_INVALID");
    expect(problem("project: 'a b'\n")?.message).toMatch(/fettle\.yaml:1: project/);
  });

  test("names the line of what is not YAML", () => {
    expect(problem("project: x\nagent: {a: [1\n")).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/^\/fettle\.yaml:\d: /),
    });
  });

  test("a folder without one says what to type", () => {
    expect(() => loadProject({ cwd: "/", sections: [], env: {} })).toThrow(
      expect.objectContaining({ code: "PROJECT_NOT_FOUND", hint: "fettle init" }),
    );
  });
});

test("the JSON Schema for editors describes every key and refuses others", () => {
  expect(configSchema([agent])).toMatchObject({
    title: "fettle.yaml",
    additionalProperties: false,
    properties: {
      project: { description: expect.any(String) },
      agent: { properties: { start: { type: "string", description: "How it is started." } } },
    },
  });
});

describe("variables", () => {
  const told = (env: Record<string, string>) => {
    try {
      load("agent: { start: a }\n", env);
    } catch (error) {
      const { code, message, hint } = error as { code: string; message: string; hint: string };
      return { code, message, hint };
    }
    return undefined;
  };

  test("that do not fit are told by their own name, with the value once", () => {
    const hint = "docs/reference/config.md lists every key";
    expect(told({ FETTLE_AGENT_TURN_TIMEOUT: "soon" })).toEqual({
      ...{ code: "CONFIG_INVALID", hint },
      message: 'FETTLE_AGENT_TURN_TIMEOUT: expected a number; got text; got "soon"',
    });
    expect(told({ FETTLE_PROJECT: "a b" })).toEqual({
      ...{ code: "CONFIG_INVALID", hint },
      message: 'FETTLE_PROJECT: expected letters, digits, dot, dash or underscore; got "a b"',
    });
    expect(told({ FETTLE_SERVER: "ftp://a" })?.message).toBe(
      'FETTLE_SERVER: expected an address such as https://fettle.example.org; got "ftp://a"',
    );
  });

  test("that are empty or of no section's are left alone, and read as YAML", () => {
    const project = load("agent: { start: a }\n", {
      ...{ FETTLE_AGENT_START: "", FETTLE_AGENT_NONE: "1", FETTLE_AGENTX_START: "b" },
      ...{ FETTLE_STORE: "", FETTLE_AGENT_DEEP: "{ width: 7 }", FETTLE_SERVER: "http://a:1//" },
    });
    expect(project.settings(agent)).toEqual({ start: "a", turnTimeout: 10, deep: { width: 7 } });
    expect([project.serverUrl, project.store]).toEqual(["http://a:1", join(root, ".fettle")]);
    expect(Object.isFrozen(project)).toBe(true);
    expect(load("project: shop\n")).toMatchObject({
      ...{ name: "shop", root, file: join(root, "fettle.yaml"), serverUrl: undefined },
    });
  });
});

test("what the local file adds to a section leaves the rest of it, and is told by its own name", () => {
  writeFileSync(join(root, "fettle.local.yaml"), "agent:\n  deep: { width: 9 }\n");
  expect(load("agent: { start: a, deep: {} }\n").settings(agent)).toEqual({
    ...{ start: "a", turnTimeout: 10, deep: { width: 9 } },
  });
  writeFileSync(join(root, "fettle.local.yaml"), "\nagnt: {}\n");
  expect(() => load("")).toThrow(`${join(root, "fettle.local.yaml")}:2: unknown key "agnt"`);
});
