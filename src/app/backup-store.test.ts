import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClient, type ServerClient } from "#ground/http";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "./connect.ts";

const ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const at = (...parts: string[]) => join(desk.folder, "..", ...parts);
const put = async (client: ServerClient, path: string, text: string) => {
  writeFileSync(at("sent"), text);
  await client.upload(`${ARTIFACTS}/${path}`, at("sent"));
};
const read = async (client: ServerClient, path: string) =>
  (await client.download(`${ARTIFACTS}/${path}`)).toString();
type Run = { run: { info: { run_id: string; artifact_uri: string } } };
const makeRun = async (client: ServerClient) => {
  const { run } = await client.post<Run>("/api/2.0/mlflow/runs/create", {
    experiment_id: "0",
    start_time: 1,
  });
  const root = run.info.artifact_uri.replace("mlflow-artifacts:/", "");
  return { id: run.info.run_id, root };
};

test("a backup is a store: served elsewhere it has the records, the artifacts, the trash and the token", async () => {
  const client = createClient(await startServer(desk.store));
  const { id, root } = await makeRun(client);
  await put(client, `${root}/a/model.bin`, "weights");
  await put(client, `${root}/again.bin`, "weights");
  await put(client, `${root}/wrong.txt`, "not needed");
  await client.delete(`${ARTIFACTS}/${root}/wrong.txt`);
  const typed = await desk.type("server", "backup", "../kept/of today", "--json");
  expect(typed).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(typed.stdout)).toMatchObject({ folder: at("kept", "of today"), left: [] });
  expect(statSync(at("kept", "of today")).mode & 0o777).toBe(0o700);
  expect(existsSync(at("kept", "of today", "server.json"))).toBe(false);
  const { token } = await startServer(desk.store);
  await desk.type("server", "stop");
  rmSync(desk.store, { recursive: true });
  renameSync(at("kept", "of today"), at("restored"));
  const address = await startServer(at("restored"));
  try {
    const restored = createClient(address);
    expect(address.token).toBe(token);
    expect(await restored.get<Run>("/api/2.0/mlflow/runs/get", { run_id: id })).toMatchObject({
      run: { info: { run_id: id } },
    });
    expect(await read(restored, `${root}/a/model.bin`)).toBe("weights");
    expect(await read(restored, `${root}/again.bin`)).toBe("weights");
    const trash = await desk.type("trash", "list", "--json", "--store", at("restored"));
    const [thing] = (JSON.parse(trash.stdout) as { items: { kind: string; id: string }[] }).items;
    expect(thing).toMatchObject({ kind: "artifact" });
    await desk.type("trash", "restore", thing?.id ?? "", "--store", at("restored"));
    expect(await read(restored, `${root}/wrong.txt`)).toBe("not needed");
  } finally {
    await desk.type("server", "stop", "--store", at("restored"));
  }
});

test("artifacts that a store keeps elsewhere lie in the backup, and its settings say so", async () => {
  mkdirSync(desk.store, { recursive: true });
  writeFileSync(
    join(desk.store, "settings.yaml"),
    `# kept\nartifacts:\n  folder: ${at("elsewhere")}\n`,
  );
  const client = createClient(await startServer(desk.store));
  const { root } = await makeRun(client);
  await put(client, `${root}/x`, "x");
  expect(existsSync(at("elsewhere", root, "x"))).toBe(true);
  expect(await desk.type("server", "backup", at("kept"))).toMatchObject({ code: 0 });
  await desk.type("server", "stop");
  renameSync(at("elsewhere"), at("gone"));
  const restored = createClient(await startServer(at("kept")));
  try {
    expect(await read(restored, `${root}/x`)).toBe("x");
  } finally {
    await desk.type("server", "stop", "--store", at("kept"));
  }
});

test("a folder that holds something, lies in the store, or can't be written is refused, and nothing is left", async () => {
  await startServer(desk.store);
  mkdirSync(at("full"));
  writeFileSync(at("full", "mine"), "mine");
  const refused = async (...words: string[]) => {
    const { code, stderr } = await desk.type("server", "backup", ...words, "--json");
    return [code, (JSON.parse(stderr) as { error: { code: string } }).error.code];
  };
  expect(await refused(at("full"))).toEqual([2, "BACKUP_FOLDER_TAKEN"]);
  expect(readdirSync(at("full"))).toEqual(["mine"]);
  expect(await refused(join(desk.store, "artifacts", "kept"))).toEqual([2, "BACKUP_FOLDER_INSIDE"]);
  expect(await refused()).toEqual([2, "USAGE"]);
  writeFileSync(at("file"), "");
  chmodSync(at("file"), 0o400);
  expect((await refused(join(at("file"), "kept")))[0]).not.toBe(0);
  expect(await desk.type("server", "status", "kept")).toMatchObject({ code: 2 });
});

test("over TCP nobody has a backup made, whatever they show", async () => {
  const { url, token } = await startServer(desk.store);
  const answer = await fetch(`${url}/api/fettle/1/server/backup`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ folder: at("kept") }),
  });
  expect(answer.status).toBe(403);
  expect(existsSync(at("kept"))).toBe(false);
});
