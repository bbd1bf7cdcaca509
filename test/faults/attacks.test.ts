import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AttackedServer, openAttackedServer } from "#test/attacked-server";
import { askByPath, CLIMBS, inTarget, PATHS, PLANTED } from "#test/hostile-paths";
import type { RawAnswer, RawRequest } from "#test/raw-request";
import { tellProof } from "#test/tell-proof";

let server: AttackedServer;
let before: string[];
beforeAll(async () => {
  server = await openAttackedServer();
  before = server.surroundings();
});
afterAll(async () => {
  await server.desk.close();
});

const ask = (request: RawRequest): Promise<RawAnswer> => server.ask(request);
const post = (target: string, body: unknown): Promise<RawAnswer> => server.post(target, body);

describe("a path from a request", () => {
  const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
  const where = () => server.run.artifactUri.replace("mlflow-artifacts:/", "");

  test("never leads out of the run's artifacts, wherever it stands and however it is spelled", async () => {
    for (const path of PATHS)
      for (const { status } of await askByPath(server, path))
        expect([path, status]).toEqual([path, expect.toSatisfy((s) => s < 500)]);
  });

  test("is not stored outside either, and an experiment's name is no path", async () => {
    for (const path of [...CLIMBS.map((up) => `${up}outside/new.txt`), ...PLANTED]) {
      const target = `${PROXY}/${where()}/${inTarget(path)}`;
      const { status } = await ask({ method: "PUT", target, body: "pwned" });
      // Decoded once, what holds no climbing part is a name like any other.
      const isName = /%25|;|%3b|．|%ef|\.\.\.|%20/.test(path);
      expect([path, status]).toEqual([path, isName ? expect.toSatisfy((s) => s < 500) : 400]);
      const name = `${path}${randomBytes(4).toString("hex")}`.slice(-400);
      expect((await post("/api/2.0/mlflow/experiments/create", { name })).status).toBeLessThan(500);
    }
    const place = { name: "elsewhere", artifact_location: "file:///tmp/pwned" };
    expect((await post("/api/2.0/mlflow/experiments/create", place)).status).toBe(400);
  });

  test("changed nothing around the artifacts", () => {
    expect(server.surroundings()).toEqual(before);
  });
});

describe("a request target", () => {
  test.each([
    "http://evil.example/health",
    "http://127.0.0.1/api/fettle/1/server",
    "*",
    "health",
    "/health#/../x",
    "/api/fettle/1/runs\\x",
    "/%",
    "/api/fettle/1/runs/%ff",
    "/api/fettle/1/runs/\u00e9",
  ])("of %j is refused", async (target) => {
    expect((await ask({ target })).status).toBe(400);
  });
});

test("an artifact's name puts nothing into the headers, and its content runs nowhere", async () => {
  const base = `/api/2.0/mlflow-artifacts/artifacts/${server.run.artifactUri.replace("mlflow-artifacts:/", "")}`;
  for (const name of [
    "a%0d%0aX-Evil:%201",
    "a%0aX-Evil:1",
    "a%e2%80%a8b",
    'a"; filename=evil.html',
    "a'b(c)*.html",
    "a;b.svg",
    "x.html",
    "x.svg",
    "x.xml",
    "x.xhtml",
    "x.pdf",
    "x.mhtml",
    "x.js",
    "x.HTML",
    "x.html.",
    "x.html%20",
    ".html",
  ]) {
    const target = `${base}/${inTarget(name).replaceAll('"', "%22").replaceAll(" ", "%20")}`;
    await ask({ method: "PUT", target, body: "<script>alert(1)</script>" });
    for (const at of [
      target,
      target.replace(base, `/api/fettle/1/runs/${server.run.id}/artifact`),
    ]) {
      const { status, head } = await ask({ target: at });
      expect(head).not.toMatch(/^X-Evil/im);
      if (status !== 200) continue;
      expect(head).toMatch(/^content-security-policy: sandbox/im);
      expect(head).toMatch(/^x-content-type-options: nosniff/im);
      expect(head).toMatch(
        /^content-type: (application\/(octet-stream|pdf)|text\/plain(; charset=utf-8)?)$/im,
      );
      expect(head).toMatch(
        /^content-disposition: (inline|attachment); filename(=[\w!$&+.^`|~-]+|\*=UTF-8''[\w.%!~-]+)$/im,
      );
    }
  }
});

test("no answer held a secret or a stack, and the log holds neither token nor bug", ({ task }) => {
  tellProof(task, { "requests answered": server.asked(), leaks: server.leaks().length });
  expect(server.leaks()).toEqual([]);
});
