import { afterEach, beforeEach, expect, test } from "vitest";
import { fill } from "#ground/hooks";
import { openTestServer, type TestServer } from "#test/open-store";
import { type ArtifactHolder, artifactHeld, refuseHeld } from "./artifact-held.ts";

let server: TestServer;
let run: string;
let holder: ArtifactHolder | undefined;
beforeEach(async () => {
  holder = undefined;
  server = await openTestServer({
    slices: [
      "lineage",
      "trash",
      "artifacts",
      "runs",
      {
        name: "holder",
        summary: "holds artifacts for this test",
        needs: ["artifacts"],
        hooks: async () => [fill(artifactHeld, async () => holder)],
      },
    ],
  });
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0" },
  );
  run = made.run.info.run_id;
});
afterEach(() => server.close());

const ask = (method: string, path: string, body?: string) =>
  fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });

test("what somebody holds is neither replaced nor deleted, and who does is told", async () => {
  expect((await ask("PUT", "a.txt", "one")).status).toBe(200);
  holder = { by: "the registered version intent@2", instead: "store it elsewhere" };
  const uri = `mlflow-artifacts:/0/${run}/artifacts/a.txt`;
  const message = `${uri} belongs to the registered version intent@2, whose files stay as they are`;
  for (const refused of [await ask("PUT", "a.txt", "two"), await ask("DELETE", "a.txt")]) {
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ message });
  }
  await expect(refuseHeld(uri, server.context)).rejects.toMatchObject({
    code: "ARTIFACTS_HELD",
    hint: "store it elsewhere",
    facts: { uri, ...holder },
  });
  expect(await (await ask("GET", "a.txt")).text()).toBe("one");
  // A new file beside it replaces nothing.
  expect((await ask("PUT", "b.txt", "new")).status).toBe(200);
  holder = undefined;
  expect((await ask("PUT", "a.txt", "two")).status).toBe(200);
});

test("who looks at a run is told when its artifacts change", async () => {
  const told: string[] = [];
  const silence = server.context.events.listen(["runs", `runs/${run}`], ({ topic }) =>
    told.push(topic),
  );
  await ask("PUT", "a.txt", "one");
  expect(told).toContain(`runs/${run}`);
  silence();
});
