import { expect, it } from "vitest";
import { createNormaliser } from "./normalise.ts";

it("replaces what differs from run to run, and keeps what must not", () => {
  const normalise = createNormaliser({
    folders: [
      ["/tmp/x/project", "<project>"],
      ["/tmp/x", "<root>"],
    ],
    version: "0.1.0",
  });
  const id = "0123456789ab4def8123456789abcdef";
  expect(
    normalise(
      `run ${id} in /tmp/x/project, again ${id}, short ${id.slice(0, 8)}; md5 0cc175b9c0f1b6a831c399e269772661`,
    ),
  ).toBe(
    "run <id 1> in <project>, again <id 1>, short <id 1>; md5 0cc175b9c0f1b6a831c399e269772661",
  );
  expect(normalise("took 1.5 s at http://127.0.0.1:5001/#token=ab_C-1, process  77")).toBe(
    "took <duration> at http://127.0.0.1:<port>/#token=<token>, process <pid>",
  );
  expect(normalise("  name    took    commit")).toBe("  name  took  commit");
  expect(normalise('"startedAt": 1764000000000 Fettle 0.1.0: 10.1.0')).toBe(
    '"startedAt": <time> Fettle <version>: 10.1.0',
  );
});
