import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clientOutbox } from "./client-address.ts";

const TEAM = { MLFLOW_TRACKING_URI: "https://fettle.example.org/" };

let root: string;
const at = (...path: string[]) => join(root, ...path);
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-address-")));
  mkdirSync(at("deep"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("without a store, what waits for a team's server lies where a store would begin", () => {
  const to = "https://fettle.example.org";
  expect(clientOutbox(TEAM, at("deep"))).toEqual({ folder: at("deep", ".fettle", "outbox"), to });
  // Where `fettle runs send` of the project looks.
  writeFileSync(at("fettle.yaml"), `server: ${to}\n`);
  expect(clientOutbox(TEAM, at("deep"))).toEqual({ folder: at(".fettle", "outbox"), to });
  execFileSync("git", ["init", "-q"], { cwd: root });
  expect(clientOutbox(TEAM, at("deep"))).toEqual({ folder: at(".git", "fettle", "outbox"), to });
  writeFileSync(at("fettle.yaml"), `server: ${to}\nstore: kept\n`);
  expect(clientOutbox(TEAM, at("deep")).folder).toBe(at("kept", "outbox"));
});

test("in a repository without a project it lies beside git's own files, where nobody commits it", () => {
  execFileSync("git", ["init", "-q"], { cwd: root });
  expect(clientOutbox(TEAM, at("deep")).folder).toBe(at(".git", "fettle", "outbox"));
});
