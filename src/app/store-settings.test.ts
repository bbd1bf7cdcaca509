import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { formerWords } from "./former-words.ts";
import { slices } from "./slices.ts";
import { settingsSections, storeSettings } from "./store-settings.ts";

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "fettle-settings-"));
});
afterEach(() => rmSync(store, { recursive: true }));

const file = () => join(store, "settings.yaml");
const write = (text: string): void => writeFileSync(file(), text);
const text = () => readFileSync(file(), "utf8");

/** What the file says, by section. */
async function read(flags = {}) {
  const { settings, artifacts, told } = await storeSettings(store, flags, "/work place");
  const sections = await settingsSections();
  const values = Object.fromEntries(sections.map((one) => [one.name, settings.of(one)]));
  return { artifacts, told, values };
}

const DEFAULTS = {
  trash: { days: 30 },
  artifacts: { folder: "artifacts", root: undefined, fileRoots: [], schemes: [] },
  runs: { lostAfter: 24 * 3_600_000 },
  models: {},
  webhooks: { schemes: ["https"], privateAddresses: false, attempts: 4 },
  server: { tokenOnly: false },
};

test("a store without settings has the defaults, and its artifacts in itself", async () => {
  expect(await read()).toEqual({
    values: DEFAULTS,
    artifacts: join(store, "artifacts"),
    told: [],
  });
  expect(existsSync(file())).toBe(false);
});

test("each key is read", async () => {
  write(
    [
      "artifacts: { folder: ../elsewhere, root: mlflow-artifacts:/team, fileRoots: [/data/runs], schemes: [hdfs] }",
      "trash: { days: 0 }",
      "runs: { lostAfter: 30min }",
      "models: { sources: '^s3:' }",
      "webhooks: { schemes: [https, http], privateAddresses: true, attempts: 3 }",
      "server: { tokenOnly: true }",
    ].join("\n"),
  );
  expect(await read()).toEqual({
    artifacts: join(store, "..", "elsewhere"),
    told: [],
    values: {
      artifacts: {
        folder: "../elsewhere",
        root: "mlflow-artifacts:/team",
        fileRoots: ["/data/runs"],
        schemes: ["hdfs"],
      },
      trash: { days: 0 },
      runs: { lostAfter: 1_800_000 },
      models: { sources: "^s3:" },
      webhooks: { schemes: ["https", "http"], privateAddresses: true, attempts: 3 },
      server: { tokenOnly: true },
    },
  });
});

describe("flags", () => {
  test("name a folder beside the store by the way to it, and another by its whole path", async () => {
    await read({ artifacts: join(store, "inside") });
    expect(text()).toContain("folder: inside\n");
    await read({ artifacts: "/elsewhere" });
    expect(text()).toContain("folder: /elsewhere\n");
  });

  test("are kept beside what stands in the file, and the next start without them says the same", async () => {
    write("# ours\ntrash:\n  days: 7\n");
    const first = await read({ artifacts: "big", "artifact-root": "my runs" });
    expect(first.artifacts).toBe("/work place/big");
    expect(first.values).toMatchObject({
      artifacts: {
        root: "file:///work%20place/my%20runs",
        // Whoever names a folder as the root allows it.
        fileRoots: ["/work place/my runs"],
      },
      trash: { days: 7 },
    });
    expect(await read()).toEqual(first);
    expect(text()).toMatch(/^# ours\ntrash:\n {2}days: 7\n/);
  });

  test("that close the door keep it closed: the next start without them asks for the token too", async () => {
    write("server: {} # behind nginx\n");
    expect((await read({ "token-only": false })).values["server"]).toEqual({ tokenOnly: false });
    expect(text()).toBe("server: {} # behind nginx\n");
    await read({ "token-only": true, artifacts: "big" });
    expect((await read()).values).toMatchObject({
      server: { tokenOnly: true },
      artifacts: { folder: "/work place/big" },
    });
    expect(text()).toContain("# behind nginx");
  });

  test("put words of the last release into their section, and leave the others", async () => {
    write("# ours\ntrashDays: 7\nartifacts: old # the big disk\nfileRoots: [/data]\n");
    const { values, artifacts } = await read({ "artifact-root": "mlflow-artifacts:/team" });
    expect(artifacts).toBe(join(store, "old"));
    expect(values).toMatchObject({
      artifacts: { root: "mlflow-artifacts:/team", fileRoots: ["/data"] },
      trash: { days: 7 },
    });
    expect(text()).toContain("folder: old # the big disk");
    expect(text()).toMatch(/^# ours\ntrashDays: 7\nartifacts:\n/);
  });

  test("that say what stands there already change nothing", async () => {
    write("artifacts: /big");
    expect((await read({ artifacts: "/big" })).artifacts).toBe("/big");
    expect(text()).toBe("artifacts: /big");
  });

  test.each(["s3://bucket/x", "file://host/x", "file:///a?b", "ftp://x/y", "http://host/other"])(
    "refuse the root %s",
    async (root) => {
      await expect(read({ "artifact-root": root })).rejects.toMatchObject({
        code: "CONFIG_INVALID",
        message: expect.stringContaining(`--artifact-root`),
      });
      expect(existsSync(file())).toBe(false);
    },
  );
});

/** A value of each key of the last release, and what its section says of it. */
const OLD: Readonly<Record<string, readonly [unknown, object]>> = {
  trashDays: [7, { trash: { days: 7 } }],
  artifacts: ["../big", { artifacts: { folder: "../big" } }],
  artifactRoot: ["mlflow-artifacts:/team", { artifacts: { root: "mlflow-artifacts:/team" } }],
  fileRoots: [["/data"], { artifacts: { fileRoots: ["/data"] } }],
  lostAfter: ["30min", { runs: { lostAfter: 1_800_000 } }],
  modelSources: ["^s3:", { models: { sources: "^s3:" } }],
};

describe("a key of the last release", () => {
  const keys = [...formerWords(slices, "settings")];

  test("is each that the last release had", () => {
    expect(keys.map(([old]) => old).sort()).toEqual(Object.keys(OLD).sort());
  });

  test.each(keys)("%s is read as %s, and said to be that", async (old, now) => {
    const [value, section] = OLD[old] ?? [undefined, {}];
    write(JSON.stringify({ [old]: value }));
    const { values, told } = await read();
    expect(values).toMatchObject(section);
    expect(told).toEqual([`settings.yaml says \`${old}\`, which is \`${now}\` now`]);
  });

  test("gives way to the word of today", async () => {
    write("trashDays: 7\ntrash: { days: 9 }");
    expect((await read()).values["trash"]).toEqual({ days: 9 });
  });
});

test.each([
  ["trash: { days: 1 }\ntrahs: 2", ":2: unknown key"],
  ["trash:\n  day: 2", ':2: unknown key "day" in trash'],
  ["trash:\n  days: -1", ":2: trash.days: expected 0 or more days"],
  ["artifacts:\n  fileRoots: [data]", ":2: artifacts.fileRoots[0]: expected an absolute path"],
  ["artifacts:\n  root: s3://bucket", ":2: artifacts.root: expected mlflow-artifacts:/"],
  ["runs: { lostAfter: soon }", ":1: runs.lostAfter: expected a time such as 24h"],
  ["models:\n  sources: (", ":2: models.sources: "],
  ["webhooks:\n  attempts: 0", ":2: webhooks.attempts: expected at least 1"],
  ["artifacts: [", ":1: "],
  ["trashDays: 1\ntrashDay: 2", ":2: unknown key"],
  ["\nfileRoots: [data]", ":2: fileRoots[0]: expected an absolute path"],
  ["lostAfter: soon", ":1: lostAfter: expected a time such as 24h"],
  ["lostAfter: 7", ":1: lostAfter: expected a time such as 24h"],
  ["artifactRoot: s3://bucket", ":1: artifactRoot: expected mlflow-artifacts:/"],
])("what does not fit is told with its line: %j", async (wrong, told) => {
  write(wrong);
  await expect(read()).rejects.toThrow(`${file()}${told}`);
});
