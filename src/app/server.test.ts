import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { type Desk, finished, openDesk } from "#test/type-fettle";
import { answeringServer, connectServer, startServer } from "./connect.ts";
import type { ServerFile } from "./server-file.ts";

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const serverFile = () =>
  JSON.parse(readFileSync(join(desk.store, "server.json"), "utf8")) as ServerFile;

async function untilServed(): Promise<ServerFile> {
  for (;;) {
    const file = await answeringServer(desk.store);
    if (file !== undefined) return file;
    await sleep(20);
  }
}

describe("a server in the background", () => {
  test("is started by the first command that needs it, once, also when ten come at a time", async () => {
    const ten = await Promise.all(Array.from({ length: 10 }, () => startServer(desk.store)));
    expect(new Set(ten.map((address) => address.url)).size).toBe(1);
    expect(statSync(join(desk.store, "server.sock")).mode & 0o777).toBe(0o600);
    expect(statSync(join(desk.store, "token")).mode & 0o777).toBe(0o600);
    expect(statSync(desk.store).mode & 0o777).toBe(0o700);
  });

  test("that is killed is started again by the next request, on the same port", async () => {
    await desk.ownPort();
    const client = await connectServer({ store: desk.store });
    await client.get("/api/fettle/1/server");
    const first = serverFile();
    process.kill(first.pid, "SIGKILL");
    const { pid } = await client.get<{ pid: number }>("/api/fettle/1/server");
    expect(pid).not.toBe(first.pid);
    expect(serverFile().url).toBe(first.url);
  });

  test("that is asked for while another one leaves the store waits for its turn", async () => {
    const { url, token } = await startServer(desk.store);
    // An upload that never ends keeps the leaving server for a second.
    const upload = request(`${url}/api/2.0/mlflow-artifacts/artifacts/0/none/artifacts/x`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-length": "10" },
    });
    upload.on("error", () => {});
    upload.write("half");
    await sleep(100);
    const first = serverFile();
    await createClient({ url, ...(token === undefined ? {} : { token }) }).post(
      "/api/fettle/1/server/stop",
    );
    await startServer(desk.store);
    expect(serverFile().pid).not.toBe(first.pid);
    upload.destroy();
  });

  test("says where it is, and stops when asked", async () => {
    await startServer(desk.store);
    const status = await desk.type("server", "status");
    expect([status.code, status.stdout]).toEqual([
      0,
      expect.stringMatching(/^Web UI {3}http:\/\/127\.0\.0\.1:\d+\/#token=[0-9a-f]{64}\n/),
    ]);
    const { pid } = serverFile();
    expect((await desk.type("server", "stop")).code).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(existsSync(join(desk.store, "server.json"))).toBe(false);
    expect((await desk.type("server", "status")).code).toBe(1);
    expect((await desk.type("server", "stop")).code).toBe(5);
  });
});

describe("a server in the foreground", () => {
  test("ends with Ctrl-C and leaves nothing behind but its records", async () => {
    const child = desk.start("server");
    const end = finished(child);
    await untilServed();
    child.kill("SIGINT");
    expect((await end).code).toBe(0);
    expect([
      existsSync(join(desk.store, "server.json")),
      existsSync(join(desk.store, "server.sock")),
    ]).toEqual([false, false]);
  });

  test("on a store that is served says who is first", async () => {
    const first = await startServer(desk.store);
    const second = await desk.type("server");
    expect([second.code, second.stderr]).toEqual([3, expect.stringContaining(`at ${first.url}`)]);
    expect(second.stderr).toContain("fettle server stop");
  });

  test("that cannot say where it is ends instead of serving nobody", async () => {
    mkdirSync(join(desk.store, "server.json", "in-the-way"), { recursive: true });
    const child = desk.start("server");
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    const { code, stderr } = await finished(child);
    clearTimeout(late);
    expect([code, stderr]).toEqual([3, expect.stringContaining("server.json")]);
  });

  test("refuses a port that is in use, and names the process", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const refused = await desk.type("server", "--port", String(port));
    other.close();
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain(`port ${port} on 127.0.0.1 is in use`);
    if (process.platform === "linux") expect(refused.stderr).toContain(`(process ${process.pid})`);
    expect(existsSync(join(desk.store, "server.json"))).toBe(false);
  });

  test("whose port is in use takes another and says so", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    mkdirSync(desk.store, { recursive: true, mode: 0o700 });
    const url = `http://127.0.0.1:${port}`;
    const last = { pid: 1, url, socket: "/none", version: "0", startedAt: 1, background: true };
    writeFileSync(join(desk.store, "server.json"), JSON.stringify(last));
    const child = desk.start("server");
    const end = finished(child);
    const served = await untilServed();
    child.kill("SIGINT");
    other.close();
    const by = process.platform === "linux" ? ` by .* \\(process ${process.pid}\\)` : "";
    const taken = new URL(served.url).port;
    expect((await end).stdout).toMatch(
      new RegExp(`^Port ${port} is in use${by}, so this is on port ${taken}\\.\n`),
    );
  });

  test.each([
    [2, ["--port", "99999"], "--port is 99999; expected 0 to 65535"],
    [2, ["--host", "no-such-host.invalid"], "no address no-such-host.invalid to listen on"],
  ])("exits with %i for %j", async (code, flags, message) => {
    const refused = await desk.type("server", ...flags);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  test("on port 0 takes a free one, and says which in one line of JSON", async () => {
    const child = desk.start("server", "--port", "0", "--json");
    const end = finished(child);
    const { url } = await untilServed();
    child.kill("SIGINT");
    const first = JSON.parse((await end).stdout.split("\n")[0] ?? "") as { url: string };
    expect(first).toEqual({ url, port: Number(new URL(url).port), pid: child.pid });
  });

  test("keeps where artifacts lie, so that a later one in the background serves the same", async () => {
    const child = desk.start("server", "--port", "0", "--artifacts", "big disk");
    const end = finished(child);
    const { url } = await untilServed();
    const address = `${url}/api/2.0/mlflow-artifacts/artifacts/model.bin`;
    expect((await fetch(address, { method: "PUT", body: "weights" })).status).toBe(200);
    child.kill("SIGINT");
    await end;
    expect(readFileSync(join(desk.folder, "big disk", "model.bin"), "utf8")).toBe("weights");
    const again = await startServer(desk.store);
    const path = "/api/2.0/mlflow-artifacts/artifacts/model.bin";
    expect((await createClient(again).download(path)).toString()).toBe("weights");
  });

  test("on another port than the one that runs already is refused, with where it is", async () => {
    writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
    const { url } = await startServer(desk.store);
    const refused = await desk.type("up", "--port", "5999");
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(`at ${url}`)]);
  });
});

test("a stranger on TCP is refused without the token, whatever the route, except for the public ones", async () => {
  const { url } = await startServer(desk.store);
  const host = { host: "rebound.example" };
  const port = Number(new URL(url).port);
  const { request } = await import("node:http");
  const status = await new Promise<number | undefined>((resolve) => {
    request({ port, host: "127.0.0.1", path: "/api/fettle/1/server", headers: host }, (r) =>
      resolve(r.statusCode),
    ).end();
  });
  expect(status).toBe(403);
  const client = createClient({ url });
  await expect(client.get("/api/fettle/1/server")).resolves.toMatchObject({
    version: expect.any(String),
  });
});

test("events reach a listener, and the stream ends with the server", async () => {
  const client = await connectServer({ store: desk.store });
  const controller = new AbortController();
  const ended = client.events(["server"], () => {}, controller.signal);
  await sleep(100);
  process.kill(serverFile().pid, "SIGKILL");
  await ended;
});
