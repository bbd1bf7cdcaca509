import { describe, expect, test } from "vitest";
import { isSecretName, redactCommand, redactPatch, redactText } from "./index.ts";

const SECRET = "hunter2-S3CR3T";

describe("a recorded command", () => {
  test.each([
    [`--api-key=${SECRET}`],
    ["--api-key", SECRET],
    [`--API_KEY=${SECRET}`],
    ["-api-key", SECRET],
    ["--aws-secret-access-key", SECRET],
    ["--password", `-${SECRET}`],
    [`--db.password=${SECRET}`],
    [`+model.api_key=${SECRET}`, `++trainer.token=${SECRET}`],
    ["env", `API_KEY=${SECRET}`, "node", "train.ts"],
    [`HF_TOKEN=${SECRET}`],
    ["sh", "-c", `API_KEY=${SECRET} node train.ts`],
    ["sh", "-c", `API_KEY='${SECRET} and more' node train.ts`],
    ["sh", "-c", `export TOKEN="${SECRET}"; node train.ts --password ${SECRET} --lr 1`],
    ["bash", "-lc", `curl -H "Authorization: Bearer ${SECRET}" host`],
    ["curl", "-H", `X-Api-Key: ${SECRET}`],
    ["curl", "-H", `Authorization: Basic ${SECRET}`],
    ["curl", "-u", `me:${SECRET}`, "host"],
    ["curl", `-ume:${SECRET}`, "host"],
    ["curl", `--user=me:${SECRET}`, "host"],
    ["curl", "-d", `{"name": "x", "password": "${SECRET}", "deep": {"token":"${SECRET}"}}`],
    ["curl", "-d", `{'client_secret': '${SECRET}'}`],
    ["sh", "-c", `curl -d "{\\"password\\": \\"${SECRET}\\"}" host`],
    [`https://me:${SECRET}@host/path`],
    [`https://${SECRET}@host/path`],
    [`--url=https://me:${SECRET}@host/path`],
    [`postgresql+psycopg://me:${SECRET}@host:5432/db`],
    [`https://me:p@${SECRET}@host/`],
    [`https://host/path?a=1&access_token=${SECRET}&b=2`],
    ["/usr/bin/mysql", `-p${SECRET}`, "db"],
    ["sshpass", "-p", SECRET, "ssh", "host"],
    ["redis-cli", "-a", SECRET],
    ["--key", SECRET],
    ["--wandb_key", SECRET],
    ["--secret", `"${SECRET}"`],
    ["--passwd", SECRET],
    ["--credentials", SECRET],
  ])("hides the secret of %j", (...words) => {
    const redacted = redactCommand(words);
    expect(redacted.join(" ")).not.toContain("S3CR3T");
    expect(redacted.join(" ")).toContain("***");
    expect(redacted).toHaveLength(words.length);
    expect(redactCommand(redacted)).toEqual(redacted);
  });

  test.each([
    `ghp_${"a".repeat(36)}`,
    `sk-proj-${"a1".repeat(20)}`,
    `hf_${"b".repeat(34)}`,
    "AKIAABCDEFGHIJKLMNOP",
    `xoxb-${"1".repeat(12)}-abc`,
    `eyJ${"a".repeat(20)}.${"b".repeat(20)}.${"c".repeat(20)}`,
    "https://hooks.slack.com/services/T000/B000/XXXX",
  ])("hides what is a key by its form: %s", (key) => {
    expect(redactCommand(["node", "train.ts", key, `--x=${key}`]).join(" ")).not.toContain(key);
  });

  test.each([
    ["node", "train.ts", "--epochs", "3", "--model=bayes"],
    ["python", "train.py", "--max-tokens", "512", "--max_new_tokens=64", "--num-tokens=3"],
    ["python", "train.py", "--tokenizer", "bert-base", "--tokenizer-path=x"],
    ["python", "train.py", "--keyword", "seats"],
    ["ssh", "-p", "2222", "host"],
    ["docker", "run", "-p", "80:80", "image"],
    ["curl", "https://host:8080/path?a=1"],
    ["git", "clone", "git@github.com:a/b.git"],
    ["python", "-c", "print({'a': 1}, x == 2)"],
    ["--password-file-check", "--epochs", "3"],
  ])("leaves %j as it is", (...words) => {
    expect(redactCommand(words)).toEqual(words);
  });

  test("keeps the flag and the rest of the line", () => {
    expect(
      redactCommand(["node", "t.ts", "--api-key", "x1", "--lr", "0.1", "--token=", "--seed", "1"]),
    ).toEqual(["node", "t.ts", "--api-key", "***", "--lr", "0.1", "--token=", "--seed", "1"]);
    expect(redactText("curl https://u:p@host/?token=x&a=1 -o f", isSecretName)).toBe(
      "curl https://***@host/?token=***&a=1 -o f",
    );
  });

  test("hides what a person's own patterns name", () => {
    const words = ["--session-id", "abc", "--MY_SESSION=abc", "--lr", "1"];
    expect(redactCommand(words, ["*session*"])).toEqual([
      "--session-id",
      "***",
      "--MY_SESSION=***",
      "--lr",
      "1",
    ]);
    expect(redactCommand(["--a.b=1", "--axb=1"], ["a.b"])).toEqual(["--a.b=***", "--axb=1"]);
  });

  test("takes no time for long words that look like the start of something", () => {
    for (const piece of [
      "a",
      "a-",
      "eyJaaaaaaaa-",
      "--a ",
      '"a',
      "a://",
      "a=",
      ": ",
      '\\"',
      "key ",
    ])
      redactCommand([piece.repeat(100_000 / piece.length)]);
  });
});

describe("the patch of a dirty work tree", () => {
  const patch = (path: string, line: string) =>
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n${line}\n`;

  test.each([
    [".env", `+API_KEY=${SECRET}`],
    ["config/.env.local", `+export TOKEN=${SECRET}`],
    ["settings.yaml", `+  password: ${SECRET}`],
    ["train.py", `+api_key = "${SECRET}"`],
    ["train.py", `-client(token='${SECRET}')`],
    ["a.json", `+  "client_secret": "${SECRET}",`],
    ["a.py", `+URL = "postgresql://me:${SECRET}@host/db"`],
    ["id", `+-----BEGIN RSA PRIVATE KEY-----\n+${SECRET}\n+-----END RSA PRIVATE KEY-----`],
  ])("hides the secret in %s: %s", (path, line) => {
    const redacted = redactPatch(patch(path, line));
    expect(redacted).not.toContain("S3CR3T");
    expect(redacted).toContain("***");
    expect(redacted).toContain(`+++ b/${path}`);
  });

  test("leaves code as it is", () => {
    const code = patch(
      "train.py",
      "+rows = sorted(rows, key=lambda row: row.key)\n+for token in tokens: token = next(tokens)\n+max_tokens = 512",
    );
    expect(redactPatch(code)).toBe(code);
  });
});

test.each([
  ["mysql", "-p", "db"],
  ["mariadb-dump", "-p", "db"],
  ["curl", "-u", "-x"],
  ["curl", "--user", "--help"],
  ["echo", "-u", "me"],
  ["mysql", "--port", "1"],
  ["--password", "--lr"],
  ["--password", "-x"],
  ["--password"],
])("a flag without its secret is left as it is: %j", (...words) => {
  expect(redactCommand(words)).toEqual(words);
});

test.each([
  [
    ["mysql", "-px", "db"],
    ["mysql", "-p***", "db"],
  ],
  [
    ["mysqldump", "-px"],
    ["mysqldump", "-p***"],
  ],
  [
    ["mysqladmin", "-px"],
    ["mysqladmin", "-p***"],
  ],
  [
    ["mariadb", "-px"],
    ["mariadb", "-p***"],
  ],
  [
    ["mariadb-dump", "-px"],
    ["mariadb-dump", "-p***"],
  ],
  [
    ["sshpass", "-p", "x"],
    ["sshpass", "-p", "***"],
  ],
  [
    ["sshpass", "-px"],
    ["sshpass", "-p***"],
  ],
  [
    ["redis-cli", "-a", "x", "-n", "1"],
    ["redis-cli", "-a", "***", "-n", "1"],
  ],
  [
    ["curl", "-u", "x", "h"],
    ["curl", "-u", "***", "h"],
  ],
  [
    ["curl", "-U", "x", "h"],
    ["curl", "-U", "***", "h"],
  ],
  [
    ["curl", "--user", "x", "h"],
    ["curl", "--user", "***", "h"],
  ],
  [
    ["curl", "--proxy-user=x"],
    ["curl", "--proxy-user=***"],
  ],
  [
    ["wget", "--user", "x"],
    ["wget", "--user", "***"],
  ],
  [
    ["http", "-a", "x"],
    ["http", "-a", "***"],
  ],
  [
    ["https", "-ax"],
    ["https", "-a***"],
  ],
  [
    ["/opt/mongosh", "-p", "x"],
    ["/opt/mongosh", "-p", "***"],
  ],
  [
    ["mongo", "-p", "x"],
    ["mongo", "-p", "***"],
  ],
  [
    ["ldapsearch", "-w", "x"],
    ["ldapsearch", "-w", "***"],
  ],
  [
    ["env", "curl", "-u", "-longer"],
    ["env", "curl", "-u", "***"],
  ],
  [
    ["x", "--password", "y", "--token=z"],
    ["x", "--password", "***", "--token=***"],
  ],
])("%j is kept as %j", (words, kept) => {
  expect(redactCommand(words)).toEqual(kept);
});

test("names of secrets are known by their words, and counted tokens by their numbers", () => {
  const secret = (name: string, value?: string) => isSecretName(name, value);
  const yes = ["api_key", "TOKEN", "my-pwd", "proxy-auth", "auth", "Set-Cookie", "cookie"];
  expect(yes.filter((name) => !secret(name))).toEqual([]);
  const no = ["author", "pwd_file", "cookies", "tokenizer", "keyboard", "keep_alive", "monkey"];
  expect(no.filter((name) => secret(name))).toEqual([]);
  expect([
    secret("max_tokens", " 512 "),
    secret("max_tokens", "abc"),
    secret("max_tokens"),
    secret("token", "512"),
    secret("key_size", "-2.5"),
    secret("monkey_token", "x"),
  ]).toEqual([false, true, true, true, false, true]);
});
