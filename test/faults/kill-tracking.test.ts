/** A server that is killed while eight writers use all of tracking: nothing acknowledged is lost, nothing doubled. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { KilledServer } from "#test/killed-server";
import { random } from "#test/random";
import { rawRequest } from "#test/raw-request";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "../../src/app/connect.ts";
import { readServerFile } from "../../src/app/server-file.ts";

const KILLS = Number(
  process.env["FETTLE_KILLS"] ?? (process.env["FETTLE_PROVE"] === "1" ? 500 : 30),
);
const SEED = Number(process.env["FETTLE_SEED"] ?? 11);
const LONGEST_LIFE_MS = 200;

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

test(`killed ${KILLS} times under load, it keeps what it acknowledged: points, batches, runs, aliases and files`, async ({
  task,
}) => {
  const next = random(SEED);
  // By the socket, since a port that a dead server leaves may be taken by another store's.
  let socket = "";
  const start = async (): Promise<void> => {
    socket = (await startServer(desk.store)).socket ?? "";
  };
  const load = new KilledServer((request) => rawRequest(socket, request), next);
  await start();
  await load.begin();
  for (let kill = 0; kill < KILLS; kill += 1) {
    let alive = true;
    const victim = readServerFile(desk.store)?.pid ?? 0;
    const life = setTimeout(
      () => {
        alive = false;
        process.kill(victim, "SIGKILL");
      },
      10 + next() * LONGEST_LIFE_MS,
    );
    // The kill may come before the round has its run.
    await load.round(() => alive).catch(() => undefined);
    clearTimeout(life);
    if (alive) process.kill(victim, "SIGKILL");
    await start();
  }
  const findings = await load.findings();
  tellProof(task, {
    seed: String(SEED),
    kills: KILLS,
    refused: load.refused.length,
    "lost or doubled": findings.length,
    ...Object.fromEntries(
      Object.entries(load.acknowledged).map(([kind, count]) => [`${kind} acknowledged`, count]),
    ),
  });
  expect(findings).toEqual([]);
  expect(load.refused).toEqual([]);
  // Each kind of write came through while servers died.
  expect(Object.entries(load.acknowledged).filter(([, count]) => count === 0)).toEqual([]);
}, 7_200_000);
