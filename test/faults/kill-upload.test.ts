/** A server that is killed while artifacts come in: what was answered is there, of the rest nothing is seen. */
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "../../src/app/connect.ts";
import { readServerFile } from "../../src/app/server-file.ts";

const API = "/api/2.0/mlflow-artifacts";
const ROUNDS = 5;
let desk: Desk;
beforeAll(async () => {
  desk = openDesk();
  await desk.ownPort();
});
afterAll(() => desk.close());

/** Starts an upload that stays half done, and resolves when its first half has been taken in. */
function halfUpload(url: string, path: string): Promise<void> {
  return new Promise((resolve) => {
    const upload = request(`${url}${API}/artifacts/${path}`, {
      method: "PUT",
      headers: { "content-length": 4_000_000 },
    });
    upload.on("error", () => {});
    upload.write(Buffer.alloc(2_000_000, 1), () => resolve());
  });
}

test("what was answered is whole after each kill, what was not is not seen, and parts go on", async ({
  task,
}) => {
  let client = createClient(await startServer(desk.store));
  const { run } = await client.post<{ run: { info: { artifact_uri: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0", start_time: 1 },
  );
  const root = run.info.artifact_uri.replace("mlflow-artifacts:/", "");
  const { url } = client.address;
  const post = (path: string, body: object) =>
    fetch(`${url}${API}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }).then((answer) => answer.json());
  const path = "/big.bin";
  const upload = (await post(`mpu/create/${root}`, { path, num_parts: ROUNDS })) as {
    upload_id: string;
    credentials: { url: string }[];
  };
  const parts: { part_number: number; etag: string }[] = [];
  const kept: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `file-${round}`;
    await fetch(`${url}${API}/artifacts/${root}/${name}`, { method: "PUT", body: name.repeat(9) });
    kept.push(name);
    const part = await fetch(upload.credentials[round]?.url ?? "", {
      method: "PUT",
      body: `part ${round};`,
    });
    parts.push({ part_number: round + 1, etag: part.headers.get("etag") ?? "" });
    await halfUpload(url, `${root}/half-${round}`);
    process.kill(readServerFile(desk.store)?.pid as number, "SIGKILL");
    client = createClient(await startServer(desk.store));
    expect(client.address.url).toBe(url);
    const { files } = await client.get<{ files: { path: string; file_size: number }[] }>(
      `${API}/artifacts`,
      { path: root },
    );
    expect(files.map((file) => [file.path, file.file_size])).toEqual(
      kept.map((each) => [each, each.length * 9]),
    );
  }
  tellProof(task, { kills: ROUNDS, "files whole": kept.length, "parts kept": parts.length });
  await post(`mpu/complete/${root}`, { path, upload_id: upload.upload_id, parts });
  const whole = await client.download(`${API}/artifacts/${root}/big.bin`);
  expect(whole.toString()).toBe("part 0;part 1;part 2;part 3;part 4;");
  expect(await desk.type("server", "stop")).toMatchObject({ code: 0 });
});
