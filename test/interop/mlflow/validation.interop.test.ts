import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leadsElsewhere } from "#artifacts";
import {
  checkExperimentName,
  checkExperimentTag,
  checkModelName,
  checkRunId,
} from "#ground/mlflow";
import { createSettings } from "#ground/server";
import { isAliasName, isWireName } from "../../../src/models/model.ts";
import { isReady, runScript } from "./python.ts";

const READY = isReady("what the release's own validation says");
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
const HOSTS = [
  "",
  "h",
  "h:80",
  "h:443",
  "h:8080",
  "H:8080",
  "u@h",
  "[::1]:80",
  "h:x",
  "h h",
  "h\\x",
];
const SCHEMES = [
  ...["http", "https", "ftp", "sftp", "hdfs", "viewfs", "r2", "b2", "abfss", "mlflow-artifacts"],
  ...["s3", "gs", "wasbs", "dbfs", "file", "HTTP", "Mlflow-Artifacts"],
];
const PLACES = SCHEMES.flatMap((scheme) => [
  ...HOSTS.flatMap((host) => [`${scheme}://${host}/a`, `${scheme}://${host}${PROXY}/a`]),
  `${scheme}:/a`,
  `${scheme}:a`,
]);
const NAMES = [
  ...["a", "a b", " a ", ".", "..", "..a", ".a", "a.", "a/b", "a:b", "a%b", "ä", "🌱", "-a", "_"],
  ...["", " ", "\u00a0", "latest", "Latest", "v1", "V12", "1", "v", "champion", "a'b", 'a"b'],
  ...["x".repeat(249), "x".repeat(250), "x".repeat(255), "x".repeat(256), "x".repeat(257)],
  ...["x".repeat(500), "x".repeat(501), "a//b", "/a", "a/", "a/../b", "./a", "a,b", "a*b"],
];
const LONG = [4999, 5000, 5001, 19_999, 20_000, 20_001, 20_002].map((n) => "x".repeat(n));

const ROOTS = [null, `http://h:8080${PROXY}`, `https://h${PROXY}`, "mlflow-artifacts://h/a"];

const passes = (work: () => void): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

/** A rule of the release, what is asked of it, what is said here, and where that differs on purpose. */
const RULES: readonly {
  readonly rule: string;
  readonly values: readonly string[];
  readonly ours: (value: string) => boolean;
  readonly differs?: readonly string[];
}[] = [
  {
    rule: "experimentTag",
    values: LONG,
    ours: (value) => passes(() => checkExperimentTag("key", value)),
  },
  {
    rule: "tagKey",
    values: NAMES,
    ours: (key) => passes(() => checkExperimentTag(key, "value")),
  },
  { rule: "runId", values: NAMES, ours: (id) => passes(() => checkRunId(id)) },
  {
    rule: "experimentName",
    values: NAMES,
    ours: (name) => name !== "" && passes(() => checkExperimentName(name, "name")),
  },
  // Its tables are made for no longer names either, but nothing says so before a database does.
  {
    rule: "loggedName",
    values: NAMES,
    ours: (name) => name !== "" && passes(() => checkModelName(name)),
    differs: ["x".repeat(501)],
  },
  ...["registeredName", "newName"].map((rule) => ({
    rule,
    values: NAMES,
    ours: isWireName,
    differs: [257, 500, 501].map((n) => "x".repeat(n)),
  })),
  // `intent@1` is a version here.
  { rule: "alias", values: NAMES, ours: isAliasName, differs: ["1"] },
];

describe.skipIf(!READY)("the validation of MLflow 3.17.2, value by value", () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-validation-"));
  // biome-ignore lint/suspicious/noExplicitAny: what the script prints
  let said: any;
  beforeAll(async () => {
    const file = join(folder, "asked.json");
    const rules = Object.fromEntries(RULES.map(({ rule, values }) => [rule, values]));
    writeFileSync(file, JSON.stringify({ rules, places: PLACES, roots: ROOTS }));
    said = await runScript("ask-validation.py", [file], { folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The values of which one says yes and the other no. */
  const differing = (
    values: readonly string[],
    theirs: readonly (string | null)[],
    ours: (value: string) => boolean,
  ) => values.filter((value, i) => (theirs[i] === null) !== ours(value));

  test.each(ROOTS)("a place that it refuses is refused here, with the artifact root %j", (root) => {
    const settings = createSettings({ artifacts: root === null ? {} : { root } });
    const ours = (uri: string) => leadsElsewhere(settings, uri) === undefined;
    const other = differing(PLACES, said.places[ROOTS.indexOf(root)], ours);
    // Stricter here: on the root's host only the artifact proxy is this server's storage, and no host with a name before it.
    expect(other.filter(ours)).toEqual([]);
    expect(other.filter((uri) => uri.includes(PROXY) && !uri.includes("@"))).toEqual([]);
    if (root === null) expect(other).toEqual([]);
  });

  test.each(RULES)("what it says of $rule is said here", ({ rule, values, ours, differs = [] }) => {
    expect(differing(values, said[rule], ours)).toEqual(differs);
  });
});
