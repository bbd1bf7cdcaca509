import { expect, test } from "vitest";
import { sampleCase, sampleReport } from "#test/sample-report";
import { withoutSecrets } from "./send-report.ts";

const turn = (messages: readonly string[], arg: string) => ({
  user: "log in",
  messages,
  calls: [{ name: "login", arguments: { password: arg } }],
  state: { token: arg },
  stages: [{ name: "model", ms: 1, note: arg }],
  ms: 1,
  checks: [{ id: "1.contains", kind: "contains", pass: false, expected: "hi", actual: arg }],
});

test("a report is kept without the secrets of the agent's environment, the rest of it as it was said", () => {
  const report = (said: string, error: string) =>
    sampleReport("r", [
      sampleCase("a", "fail", { turns: [turn([`my password: hunter2; ${said}`], said)] }),
      sampleCase("b", "error", {
        error,
        after: [{ id: "after.state", kind: "state", pass: false, expected: "x", actual: said }],
      }),
    ]);
  expect(
    withoutSecrets(
      report(
        "plum-tree-77x",
        "it has ended; its last words:\nredis://:pa55w0rd@host, DB_PASS=pa55w0rd1",
      ),
      { SHOP_API_KEY: "plum-tree-77x" },
    ),
  ).toEqual(report("***", "it has ended; its last words:\nredis://:***@host, DB_PASS=***"));
});
