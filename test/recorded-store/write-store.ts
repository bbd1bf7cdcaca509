/**
 * Writes store.tar.gz and answers.jsonl anew, through a server of the code as it is now: `node
 * test/recorded-store/write-store.ts`. README.md says when that is right.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { writeAnswers, writeKnownChanges } from "./answers.ts";
import { askStore } from "./ask-store.ts";
import { packStore, RECORDED_NOW, writeToken } from "./pack-store.ts";
import { serveStore } from "./serve-store.ts";
import { createSetClock } from "./set-clock.ts";
import { checkAllAsked } from "./write/check-all-asked.ts";
import { fillArtifacts } from "./write/fill-artifacts.ts";
import { fillGate } from "./write/fill-gate.ts";
import { fillMlflow } from "./write/fill-mlflow.ts";
import { fillRegistry } from "./write/fill-registry.ts";
import { fillRuns, metric } from "./write/fill-runs.ts";
import { fillNotices, fillTrash, fillViews } from "./write/fill-trash.ts";
import { requests } from "./write/requests.ts";
import { steadyChance } from "./write/steady-chance.ts";
import { done, mlflow, type World } from "./write/world.ts";

const HOUR_MS = 3_600_000;
/** The receiver's address stands in the store, so that it is the same each time. */
const RECEIVER_PORT = 47_113;
const SETTINGS = `trashDays: 30
webhooks:
  schemes: [https, http]
  privateAddresses: true
  attempts: 3
`;
const PACKED = ["fettle.db", "settings.yaml", "secrets.key", "artifact-key", "artifacts"];

steadyChance();
const folder = mkdtempSync(join(tmpdir(), "fettle-recorded-"));
const receiver = await openReceiver();
try {
  const store = join(folder, "store");
  prepare(store);
  const ids = await fill(store);
  const length = packStore(store, PACKED);
  const asked = requests(ids);
  await checkAllAsked(asked);
  const answers = await askStore(asked);
  writeAnswers(answers);
  writeKnownChanges([]);
  process.stdout.write(`store.tar.gz: ${length} bytes; answers.jsonl: ${answers.length} answers\n`);
} finally {
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
}

function prepare(store: string): void {
  mkdirSync(store, { recursive: true, mode: 0o700 });
  writeToken(store);
  writeFileSync(join(store, "settings.yaml"), SETTINGS);
  writeFileSync(join(store, "secrets.key"), "no secrets: this is a test store", { mode: 0o600 });
  writeFileSync(join(store, "artifact-key"), `${"5e".repeat(32)}\n`, { mode: 0o600 });
}

/** Fills a store as if its server was killed in the end, and gives the ids of what is in it. */
async function fill(store: string): Promise<World["ids"]> {
  const clock = createSetClock(RECORDED_NOW - 4 * HOUR_MS);
  const ids: World["ids"] = {};
  const open = async (step: number): Promise<World> => ({
    server: await serveStore(store, clock),
    clock,
    step,
    ids,
    receiver: `http://127.0.0.1:${RECEIVER_PORT}`,
  });
  const world = await open(1000);
  await fillNotices(world);
  await fillRuns(world);
  await fillMlflow(world);
  await fillArtifacts(world);
  await fillRegistry(world);
  await fillGate(world);
  await fillViews(world);
  await fillTrash(world);
  // The run that says nothing is missed, and what was to be sent is sent.
  for (let i = 0; i < 10; i += 1) {
    clock.advance(15_000);
    await wait(100);
  }
  await world.server.stop();
  clock.advance(RECORDED_NOW - clock.now());
  // No time goes by any more: what did not arrive is not due again yet when the store is opened.
  const last = await open(0);
  await leaveOpen(last, store);
  await last.server.stop();
  takeCopy(store);
  leavePurgeOpen(store, ids);
  return ids;
}

/** What waits when a server is killed: deliveries that did not arrive, points that are not folded into blocks yet. */
async function leaveOpen(world: World, store: string): Promise<void> {
  const { webhook } = await mlflow(world, "webhooks", {
    name: "away",
    url: `${world.receiver}/busy`,
    events: [{ entity: "PROMPT", action: "CREATED" }],
    secret: "hush",
  });
  world.ids["webhook.away"] = webhook.webhook_id;
  await done(world, "POST", "/api/fettle/1/runs/notices", {
    id: "04".repeat(16),
    project: "elsewhere",
    on: ["failed"],
    url: `${world.receiver}/busy`,
    link: "https://fettle.example.com",
  });
  await mlflow(world, "registered-models/create", {
    name: "farewell",
    tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }],
  });
  const { run } = await mlflow(world, "runs/create", {
    experiment_id: "4711",
    run_name: "ends-badly",
    start_time: world.clock.now(),
    tags: [{ key: "fettle.project", value: "elsewhere" }],
  });
  world.ids["run.ends-badly"] = run.info.run_id;
  await mlflow(world, "runs/update", {
    run_id: run.info.run_id,
    status: "FAILED",
    end_time: world.clock.now(),
  });
  await wait(500);
  await metric(world, "running", "loss", [
    [6, 2.25],
    [7, "NaN"],
  ]);
  // At once, before the points are folded.
  for (const suffix of ["", "-wal"])
    if (existsSync(join(store, `fettle.db${suffix}`)))
      copyFileSync(join(store, `fettle.db${suffix}`), join(store, `killed.db${suffix}`));
}

/** Puts the copy in the place of the database, in one file, and the user's name out of it. */
function takeCopy(store: string): void {
  for (const suffix of ["", "-wal", "-shm"])
    rmSync(join(store, `fettle.db${suffix}`), { force: true });
  const db = new DatabaseSync(join(store, "killed.db"));
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const columns = db
    .prepare(
      "SELECT m.name AS tab, c.name AS col FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name IN ('user_name', 'decided_by')",
    )
    .all();
  for (const { tab, col } of columns)
    db.prepare(`UPDATE ${tab} SET ${col} = 'ada' WHERE ${col} = ?`).run(userInfo().username);
  db.exec("UPDATE fettle_migrations SET applied_at = 0");
  db.exec("UPDATE runs_purge SET done_at = NULL WHERE kind = 'run' AND name = 'purged'");
  db.exec("VACUUM");
  db.close();
  copyFileSync(join(store, "killed.db"), join(store, "fettle.db"));
}

/** The files of a run whose records are purged already: the next server removes them. */
function leavePurgeOpen(store: string, ids: World["ids"]): void {
  const place = `${ids["place.purged"]}`;
  mkdirSync(join(store, "artifacts", place), { recursive: true });
  writeFileSync(join(store, "artifacts", place, "note.txt"), "purged\n");
}

async function openReceiver(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(request.url === "/ok" ? 200 : 503).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(RECEIVER_PORT, "127.0.0.1", resolve);
  });
  return server;
}
