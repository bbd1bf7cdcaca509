import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { namedServer } from "./named-server.ts";

const cwd = mkdtempSync(join(tmpdir(), "fettle-test-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test("a script that names a server is told with its line, and nothing else is read", () => {
  const set = 'mlflow.set_tracking_uri("http://127.0.0.1:5000")\n';
  writeFileSync(join(cwd, "train.py"), `import mlflow\n# ${set}${set}`);
  writeFileSync(join(cwd, "plain.py"), "print(1)\n");
  writeFileSync(join(cwd, "notes.txt"), set);
  mkdirSync(join(cwd, "folder.py"));
  expect(namedServer(["python", "-u", "plain.py", "train.py"], cwd)).toBe("train.py:3");
  expect(namedServer(["python", "plain.py", "notes.txt", "folder.py", "gone.py"], cwd)).toBe(
    undefined,
  );
});
