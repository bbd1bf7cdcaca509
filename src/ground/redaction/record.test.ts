import { expect, test } from "vitest";
import { redactRecord, redactRecordedText, redactTag } from "./record.ts";

const body = (secret: string, redacted: boolean) => ({
  id: "a".repeat(32),
  project: "shop",
  experiment: "shop",
  command: ["python", "train.py", "--api-key", secret, "--lr", "0.1"],
  folder: ".",
  dirty: true,
  data: [],
  params: { lr: "0.1", api_key: secret, max_tokens: "512", key: "customer_id" },
  tags: { team: "ml", url: `https://ml:${secret}@host/` },
  environment: {
    platform: "linux",
    cores: 1,
    memory: 1,
    gpus: [],
    variables: { HF_TOKEN: secret, LANG: "C" },
  },
  patch: {
    text: `diff --git a/.env b/.env\n@@ -1 +1 @@\n+API_KEY=${secret}\n`,
    cut: false,
    redacted,
    untracked: [],
    untrackedTotal: 0,
  },
});

test("nothing that is recorded of a start holds a secret, and what is told of it stays", () => {
  expect(redactRecord(body("pa55w0rd", false))).toEqual(body("***", true));
  expect(redactRecord(body("***", false))).toEqual(body("***", false));
  expect(
    redactRecord(
      { ...body("x", false), command: ["a", "plum-tree-77x"] },
      { values: ["plum-tree-77x"] },
    ).command,
  ).toEqual(["a", "***"]);
  const { params: _p, tags: _t, environment: _e, patch: _a, ...bare } = body("***", false);
  expect(redactRecord(bare)).toEqual(bare);
});

test("recorded texts of an import lose theirs, too", () => {
  const { environment, patch } = body("pa55w0rd", false);
  const clean = body("***", true);
  expect(JSON.parse(redactRecordedText(JSON.stringify(patch)))).toEqual(clean.patch);
  expect(JSON.parse(redactRecordedText(JSON.stringify(environment)))).toEqual(clean.environment);
});

test("a tag that a client sets by itself loses the token of an address, one that a person sets stays", () => {
  const address = "https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/a/b.git";
  expect(redactTag("mlflow.source.git.repoURL", address)).toBe("https://***@github.com/a/b.git");
  expect(redactTag("note", address)).toBe(address);
});
