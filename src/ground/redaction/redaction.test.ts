import { describe, expect, test } from "vitest";
import {
  redactCommand,
  redactKnown,
  redactPatch,
  redactText,
  redactVariable,
  secretValues,
} from "./index.ts";
import { weighName } from "./names.ts";

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
    expect(redactText("curl https://u:p@host/?token=x1y&a=1 -o f")).toBe(
      "curl https://u:***@host/?token=***&a=1 -o f",
    );
  });

  test("hides what a person's own patterns name", () => {
    const words = ["--session-id", "abc", "--MY_SESSION=abc", "--lr", "1"];
    expect(redactCommand(words, { patterns: ["*session*"] })).toEqual([
      "--session-id",
      "***",
      "--MY_SESSION=***",
      "--lr",
      "1",
    ]);
    expect(redactCommand(["--a.b=1", "--axb=1"], { patterns: ["a.b"] })).toEqual([
      "--a.b=***",
      "--axb=1",
    ]);
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

describe("the values of secret-named variables", () => {
  const env = {
    ML_API_TOKEN: "plum-tree-77x",
    DB_PASSWORD: "orange/9",
    DATABASE_URL: "postgresql://ml:grape%2B1@db/shop",
    SHORT_SECRET: "abc",
    SSH_KEY: "/home/ml/.ssh/id_ed25519",
    API_PIN: "123456",
    EDITOR: "vim-editor",
    MY_SESSION: "session-value",
  };

  test("are those that say so, and the passwords of addresses, the longest first", () => {
    expect(secretValues(env)).toEqual(["plum-tree-77x", "grape%2B1", "orange/9"]);
    expect(secretValues(env, ["*session*"])).toEqual([
      "plum-tree-77x",
      "session-value",
      "grape%2B1",
      "orange/9",
    ]);
  });

  test("are taken wherever they stand: in a command, a patch, a text, as JSON and addresses have them", () => {
    const known = { values: secretValues(env) };
    expect(redactCommand(["x", "--note", "a plum-tree-77xyz", "orange/9"], known)).toEqual([
      "x",
      "--note",
      "a ***yz",
      "***",
    ]);
    expect(
      redactPatch("diff --git a/a.py b/a.py\n@@ -1 +1 @@\n+x = f(plum-tree-77x)\n", known),
    ).toBe("diff --git a/a.py b/a.py\n@@ -1 +1 @@\n+x = f(***)\n");
    expect(redactText("GET /?q=orange%2F9 and orange/99", known)).toBe("GET /?q=*** and orange/99");
    expect(redactKnown("grape%2B1", known)).toBe("***");
    expect(redactText('{"a": "q\\"uote123"}', { values: ['q"uote123'] })).toBe('{"a": "***"}');
  });
});

describe("a redacted text stays readable", () => {
  test("only the value is taken: name, user, host and quotes stay", () => {
    const text = [
      "curl -u ml:hunter2x https://ml:hunter2x@host/a?b=1&token=hunter2x&c=2",
      "export DB_PASS='hunter2x' LANG=C",
      'curl -H "Authorization: Bearer hunter2x9" -d \'{"password": "hunter2x", "user": "ml"}\' host',
    ].join("\n");
    expect(redactText(text)).toBe(
      [
        "curl -u ml:*** https://ml:***@host/a?b=1&token=***&c=2",
        "export DB_PASS='***' LANG=C",
        'curl -H "Authorization: Bearer ***" -d \'{"password": "***", "user": "ml"}\' host',
      ].join("\n"),
    );
  });

  test("a patch keeps its lines and what says which file they are of", () => {
    const patch = [
      "diff --git a/deploy/.env b/deploy/.env",
      "index 3f2a9c1..7b4d4e8 100644",
      "--- a/deploy/.env",
      "+++ b/deploy/.env",
      "@@ -1,3 +1,3 @@",
      " DEBUG=1",
      "-API_KEY=old-one",
      "+API_KEY=new-one # the real one",
      "diff --git a/train.py b/train.py",
      "@@ -1 +1 @@",
      '+client = Client(api_key="k-19", retries=3)',
      "",
    ].join("\n");
    expect(redactPatch(patch)).toBe(
      patch.replace("old-one", "***").replace("new-one", "***").replace("k-19", "***"),
    );
  });
});

test("a variable is hidden by its name, or by what it looks like", () => {
  expect(redactVariable("DB_PASSWORD", "x1")).toBe("***");
  expect(redactVariable("URL", "redis://:hunter2@host")).toBe("redis://:***@host");
  expect(redactVariable("max_tokens", "512")).toBe("512");
  expect(redactVariable("key", "customer_id")).toBe("customer_id");
  expect(redactVariable("run", "3f2a9c1e7b4d4e8f9a105c6d7e8f9a0b")).toBe(
    "3f2a9c1e7b4d4e8f9a105c6d7e8f9a0b",
  );
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
    ["curl", "-u", "me:x", "h"],
    ["curl", "-u", "me:***", "h"],
  ],
  [
    ["curl", "-U", "me:x", "h"],
    ["curl", "-U", "me:***", "h"],
  ],
  [
    ["curl", "--user", "me:x", "h"],
    ["curl", "--user", "me:***", "h"],
  ],
  [
    ["curl", "--proxy-user=me:x"],
    ["curl", "--proxy-user=me:***"],
  ],
  [
    ["wget", "--user", "me", "--password", "x"],
    ["wget", "--user", "me", "--password", "***"],
  ],
  [
    ["http", "-a", "me:x"],
    ["http", "-a", "me:***"],
  ],
  [
    ["https", "-ame:x"],
    ["https", "-ame:***"],
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
    ["env", "curl", "-u", "-me:longer"],
    ["env", "curl", "-u", "-me:***"],
  ],
  [
    ["x", "--password", "y", "--token=z"],
    ["x", "--password", "***", "--token=***"],
  ],
])("%j is kept as %j", (words, kept) => {
  expect(redactCommand(words)).toEqual(kept);
});

test("names of secrets are known by their words, however they are spelled, and weighed", () => {
  const weighed = (names: readonly string[]) => [...new Set(names.map(weighName))];
  expect(
    weighed([
      "api_key",
      "apiKey",
      "--API-KEY",
      "X-Api-Key",
      "my-pwd",
      "db.password",
      "AWS_SECRET_ACCESS_KEY",
    ]),
  ).toEqual(["sure"]);
  expect(
    weighed([
      "TOKEN",
      "proxy-auth",
      "auth",
      "Set-Cookie",
      "cookie",
      "DB_PASS",
      "monkey_token",
      "secret_id",
    ]),
  ).toEqual(["likely"]);
  expect(
    weighed([
      "key",
      "max_tokens",
      "pad_token",
      "sig",
      "session_id",
      "password_file",
      "n_pass",
      "token_limit",
    ]),
  ).toEqual(["maybe"]);
  expect(
    weighed([
      "author",
      "key_size",
      "sort_key",
      "tokenizer",
      "keyboard",
      "keep_alive",
      "monkey",
      "compass",
    ]),
  ).toEqual([undefined]);
});
