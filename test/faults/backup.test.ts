/** A backup that is taken under sixteen writers and served elsewhere: nothing acknowledged before it began is missing. */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { KilledServer } from "#test/killed-server";
import { random } from "#test/random";
import { rawRequest } from "#test/raw-request";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "../../src/app/connect.ts";

const ROUNDS = process.env["FETTLE_PROVE"] === "1" ? 20 : 2;
const SEED = Number(process.env["FETTLE_SEED"] ?? 12);
/** Of eight writers each. */
const LOADS = 2;

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

/** As fast as they can, sixteen store files quicker than any backup of an hour before them is looked at. */
const PACE_MS = 10;

test(`${ROUNDS} backups under 16 writers, each served elsewhere, hold all that was acknowledged before`, async ({
  task,
}) => {
  const next = random(SEED);
  const address = await startServer(desk.store);
  const socket = address.socket ?? "";
  const loads = Array.from(
    { length: LOADS },
    (_, i) =>
      new KilledServer(
        async (request) => {
          await new Promise((done) => setTimeout(done, PACE_MS));
          return rawRequest(socket, request);
        },
        next,
        `${i}`,
      ),
  );
  for (const load of loads) await load.begin();
  const findings: string[] = [];
  let files = 0;
  let kept = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    let going = true;
    const written = loads.map((load) => load.round(() => going));
    await new Promise((done) => setTimeout(done, 200 + next() * 300));
    const before = loads.map((load) => load.soFar());
    const folder = join(desk.folder, `kept-${round}`);
    const made = await createClient(address).post<{ files: number }>(
      "/api/fettle/1/server/backup",
      { folder },
    );
    going = false;
    await Promise.all(written);
    files += made.files;
    // Where it is restored is another place than the one it was written to.
    const place = join(desk.folder, "..", `restored ${round}`);
    renameSync(folder, place);
    const restored = await startServer(place);
    try {
      for (const load of before) {
        kept += Object.values(load.acknowledged).reduce((sum, count) => sum + count, 0);
        const ask = load.with((request) => rawRequest(restored.socket ?? "", request));
        findings.push(...(await ask.findings()).map((found) => `round ${round}: ${found}`));
      }
    } finally {
      const check = await desk.type("server", "check", "--store", place);
      if (check.code !== 0) findings.push(`round ${round}: ${check.stdout}`);
      await desk.type("server", "stop", "--store", place);
      rmSync(place, { recursive: true, force: true });
    }
  }
  tellProof(task, {
    seed: String(SEED),
    rounds: ROUNDS,
    "writes acknowledged before": kept,
    "files served": files,
    "lost or wrong": findings.length,
  });
  expect(findings).toEqual([]);
  expect(kept).toBeGreaterThan(ROUNDS);
}, 7_200_000);
