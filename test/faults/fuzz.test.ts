/** Random requests, made from the OpenAPI document of the server itself: it never breaks, and says what it refuses. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FuzzRequests, type OpenApi } from "#test/fuzz-requests";
import { random } from "#test/random";
import { rawRequest } from "#test/raw-request";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { connectServer } from "../../src/app/connect.ts";
import { readServerFile } from "../../src/app/server-file.ts";

const REQUESTS = Number(
  process.env["FETTLE_REQUESTS"] ?? (process.env["FETTLE_PROVE"] === "1" ? 100_000 : 6000),
);
/** Another day, other requests; the failure says which it were. */
const SEED = Number(process.env["FETTLE_SEED"] ?? Math.floor(Date.now() / 86_400_000));
const LANES = 8;
const SHOWN = 10;
/** 501 is what MLflow's client must hear where a part of its API is not built. */
const NOT_BUILT = ["/v1/traces"];

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

type Fault = { readonly request: string; readonly answer: string };

/** Sends requests until there are enough, in lanes side by side, and gives what was answered wrongly. */
async function fuzz(
  port: number,
  requests: FuzzRequests,
  counts: Map<string, number>,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (sent < REQUESTS && faults.length < SHOWN) {
      sent += 1;
      const request = requests.make();
      const text = `${request.method} ${request.target.slice(0, 2000)} ${request.headers?.join(" | ")} ${request.body?.slice(0, 4000)}`;
      try {
        const answer = await rawRequest(port, request);
        if (answer.status < 300) requests.learn(Buffer.from(answer.body, "latin1").toString());
        const key = `${request.operation} ${Math.floor(answer.status / 100)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (
          answer.status >= 500 &&
          !(answer.status === 501 && NOT_BUILT.some((path) => request.target.startsWith(path)))
        )
          faults.push({ request: text, answer: `${answer.status} ${answer.body.slice(0, 500)}` });
      } catch (error) {
        faults.push({ request: text, answer: String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return faults;
}

/** How many answers had this at the end of their key. */
function answeredWith(counts: ReadonlyMap<string, number>, end: string): number {
  return [...counts].reduce((sum, [key, count]) => sum + (key.endsWith(end) ? count : 0), 0);
}

test(`${REQUESTS} random requests (seed ${SEED}): no 5xx, no crash, no error in the log, nothing outside the store`, async ({
  task,
}) => {
  const client = await connectServer({ store: desk.store });
  const { pid, url } = readServerFile(desk.store) ?? { pid: 0, url: "" };
  const document = await client.get<OpenApi>("/api/fettle/1/openapi.json");
  const requests = new FuzzRequests(document, random(SEED));
  const around = readdirSync(join(desk.folder, ".."));
  const counts = new Map<string, number>();
  const faults = await fuzz(Number(new URL(url).port), requests, counts);
  // They reached deep: operations did what they are for at least once.
  const done = new Set([...counts.keys()].filter((key) => key.endsWith(" 2")));
  const broken = faults.filter(({ answer }) => answer.startsWith("5"));
  tellProof(task, {
    seed: String(SEED),
    answered: answeredWith(counts, ""),
    ...Object.fromEntries([2, 3, 4].map((n) => [`${n}xx`, answeredWith(counts, ` ${n}`)])),
    "501 where nothing is built": answeredWith(counts, " 5") - broken.length,
    "other 5xx": broken.length,
    unanswered: faults.length - broken.length,
    operations: requests.operations,
    "of them with a 2xx": done.size,
  });
  expect(faults, `FETTLE_SEED=${SEED}`).toEqual([]);
  expect(await (await fetch(`${url}/health`)).text()).toBe("OK");
  expect(readServerFile(desk.store)?.pid).toBe(pid);
  const log = readFileSync(join(desk.store, "server.log"), "utf8").split("\n");
  expect(log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  expect(readdirSync(desk.folder)).toEqual([]);
  expect(readdirSync(join(desk.folder, ".."))).toEqual(around);
  if (process.env["FETTLE_FUZZ_TOLD"] === "1")
    process.stderr.write(
      `${[...counts]
        .sort()
        .map((one) => one.join(": "))
        .join("\n")}\n`,
    );
  expect(done.size / requests.operations).toBeGreaterThan(0.5);
}, 3_600_000);
