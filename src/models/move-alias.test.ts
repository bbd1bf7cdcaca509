import { afterEach, beforeEach, expect, test } from "vitest";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { fill } from "#ground/hooks";
import { settle } from "#runs";
import { openTestServer, type TestServer } from "#test/open-store";
import { type AliasMove, aliasMove, moveAlias, readAlias } from "./index.ts";
import type { ModelDetail } from "./model.ts";
import { insertModel } from "./store/change-model.ts";
import { insertVersion } from "./store/insert-version.ts";

let server: TestServer;
let asked: AliasMove[];
let refuse: boolean;
let meanwhile: (() => Promise<unknown>) | undefined;
beforeEach(async () => {
  asked = [];
  refuse = false;
  meanwhile = undefined;
  const gate = {
    name: "gate",
    summary: "a gate for this test",
    needs: ["models"],
    hooks: async () => [
      fill(aliasMove, async (move) => {
        asked.push(move);
        const other = meanwhile;
        meanwhile = undefined;
        await other?.();
        if (refuse)
          throw fail(GROUND_ERRORS, "REQUEST_REFUSED", {
            problem: "untested",
            need: "fettle test",
          });
      }),
    ],
  };
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models", gate] });
  await server.context.database.write((tx) =>
    insertModel(tx, { name: "intent", project: "shop", description: "", at: 1 }),
  );
  for (const requestId of ["one", "two", "three"])
    await server.context.database.write((tx) =>
      insertVersion(tx, {
        name: "intent",
        project: "shop",
        runId: null,
        source: "mlflow-artifacts:/1/r/artifacts/model",
        location: "mlflow-artifacts:/1/r/artifacts/model",
        modelId: null,
        runLink: "",
        description: "",
        user: "ada",
        requestId,
        createdAt: 1,
        origin: "live",
      }),
    );
});
afterEach(() => server.close());

const move = (to: number, reason = "") =>
  moveAlias(server.context, {
    name: "intent",
    alias: "champion",
    to,
    project: "shop",
    user: "ada",
    reason,
  });
const history = async () =>
  (await server.client.get<ModelDetail>("/api/fettle/1/models/intent")).history;

test("moves an alias and keeps who, when, from, to and why", async () => {
  const topics: string[] = [];
  server.context.events.listen(["models"], (event) => topics.push(event.topic));
  expect(await move(1, "the first")).toMatchObject({ from: null, version: 1, moved: true });
  expect(await move(2, "better")).toMatchObject({ from: 1, version: 2, moved: true });
  expect(await history()).toEqual([
    {
      kind: "alias",
      name: "intent",
      alias: "champion",
      from: 1,
      to: 2,
      detail: "",
      project: "shop",
      user: "ada",
      reason: "better",
      at: expect.any(Number),
      decisionId: null,
    },
    expect.objectContaining({ from: null, to: 1, reason: "the first" }),
  ]);
  expect((await readAlias(await settle(server.context), "intent", "champion"))?.aliases).toEqual([
    "champion",
  ]);
  expect(topics).toContain("models/intent");
});

test("the same move again changes nothing and asks nobody", async () => {
  await move(1);
  asked = [];
  expect(await move(1)).toMatchObject({ moved: false });
  expect([asked, (await history()).length]).toEqual([[], 1]);
});

test("a refusal of the hook leaves the alias and the history as they were", async () => {
  await move(1);
  refuse = true;
  await expect(move(2)).rejects.toMatchObject({ code: "REQUEST_REFUSED" });
  expect(asked.at(-1)).toMatchObject({ from: 1, to: 2, user: "ada" });
  expect([
    (await history()).length,
    (await readAlias(await settle(server.context), "intent", "champion"))?.version,
  ]).toEqual([1, 1]);
});

test("a move that was decided on what is no longer so is refused", async () => {
  await move(1);
  meanwhile = () => move(3);
  await expect(move(2)).rejects.toMatchObject({
    code: "MODELS_ALIAS_MOVED",
    message:
      "intent@champion points at version 3 now, not at version 1: somebody moved it in between",
  });
});

test("what is written alongside is written with the move or not at all", async () => {
  const wish = {
    name: "intent",
    alias: "champion",
    to: 1,
    project: "shop",
    user: "ada",
    reason: "",
  };
  const breakOff = moveAlias(server.context, wish, async () => {
    throw new Error("no decision");
  });
  await expect(breakOff).rejects.toThrow("no decision");
  expect(await history()).toEqual([]);
});

test("versions and aliases that do not exist are told by name", async () => {
  await expect(move(9)).rejects.toMatchObject({ code: "MODELS_VERSION_UNKNOWN" });
  expect(asked).toEqual([]);
  const put = (alias: string) =>
    server.client.put(`/api/fettle/1/models/intent/aliases/${alias}`, {
      version: 1,
      project: "shop",
    });
  await expect(put("v1")).rejects.toMatchObject({ code: "MODELS_ALIAS_INVALID" });
  await put("baseline");
  await expect(
    server.client.get("/api/fettle/1/models/intent/aliases/champion"),
  ).rejects.toMatchObject({
    message: "model intent has no alias champion; it has baseline",
    hint: "fettle models alias intent@1 --set champion",
  });
});
