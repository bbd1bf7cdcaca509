/** A disk that fills up, for real: a small file system in memory. Reads go on, writes say so, and nothing is half-written. */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { expectClearMessage } from "#test/clear-message";
import { writeFolder } from "#test/folder-text";
import { rawRequest } from "#test/raw-request";
import { type Desk, finished, openDesk } from "#test/type-fettle";
import { connectServer } from "../../src/app/connect.ts";
import { readServerFile, readToken } from "../../src/app/server-file.ts";

const BIN = join(import.meta.dirname, "..", "..", "bin", "fettle.js");
const disk = realpathSync(mkdtempSync(join(tmpdir(), "fettle-full-")));
const mounted = ((): boolean => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("SKIPPED: full disks, since this user may not mount a file system\n");
    return false;
  }
})();

let desk: Desk;
beforeAll(() => {
  desk = openDesk({ FETTLE_STORE: join(disk, "store") });
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
});
afterAll(async () => {
  await desk.close();
  if (mounted) execFileSync("umount", [disk]);
  rmSync(disk, { recursive: true });
});

/** Takes what is left of the disk; `free` gives it back. */
function fill(): void {
  for (const size of [65_536, 4096, 1])
    for (let i = 0; ; i += 1)
      try {
        writeFileSync(join(disk, `fill-${size}-${i}`), Buffer.alloc(size), { flag: "wx" });
      } catch {
        rmSync(join(disk, `fill-${size}-${i}`), { force: true });
        break;
      }
}
function free(): void {
  for (const name of readdirSync(disk)) if (name.startsWith("fill-")) rmSync(join(disk, name));
}

const told = (path: string): string =>
  `no space left on the disk of ${path}; nothing was half-written`;

test.runIf(mounted)(
  "the store's: reads go on, writes are refused with 503, and all goes on when there is space",
  async () => {
    const store = join(disk, "store");
    expect((await desk.type("run", "--name", "before", "--", "true")).code).toBe(0);
    fill();
    const listed = await desk.type("runs", "list");
    expect([listed.code, listed.stderr]).toEqual([0, ""]);
    expect(listed.stdout).toContain("before");
    // Whatever was there to be written, the command itself was not started.
    const refused = await desk.type("run", "--", "touch", "started");
    expectClearMessage(refused, 125, told(join(store, "fettle.db")), "free some space");
    expect(existsSync(join(desk.folder, "started"))).toBe(false);
    const { url, socket } = readServerFile(store) ?? { url: "", socket: "" };
    const client = createClient({ url, socket, token: readToken(store) });
    await expect(
      client.post("/api/2.0/mlflow/runs/create", { experiment_id: "0", start_time: 1 }),
    ).rejects.toMatchObject({
      facts: { status: 503, message: expect.stringContaining("no space left") },
    });
    free();
    expect((await desk.type("run", "--name", "after", "--", "true")).code).toBe(0);
    const { runs } = JSON.parse((await desk.type("runs", "list", "--json")).stdout);
    expect(runs.map((run: { name: string }) => run.name)).toEqual(["after", "before"]);
  },
);

test.runIf(mounted)(
  "the store's: each kind of write is refused with 503 and when to come back, and none is half done",
  async () => {
    const client = await connectServer({ store: join(disk, "store") });
    const port = Number(new URL(client.address.url).port);
    const send = (method: string, path: string, body: object | string) =>
      rawRequest(port, {
        method,
        target: `/api/2.0/${path}`,
        headers: [
          `Content-Type: application/${typeof body === "string" ? "octet-stream" : "json"}`,
        ],
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    const made = await send("POST", "mlflow/runs/create", { experiment_id: "0", start_time: 1 });
    const { info } = JSON.parse(made.body).run;
    const { run_id } = info;
    await send("POST", "mlflow/registered-models/create", { name: "kept" });
    const version = { name: "kept", source: "s3://a/b" };
    await send("POST", "mlflow/model-versions/create", version);
    const place = `mlflow-artifacts/artifacts/${info.artifact_uri.replace("mlflow-artifacts:/", "")}`;
    const long = "x".repeat(5000);
    const tags = Array.from({ length: 100 }, (_, i) => ({ key: `t${i}`, value: long }));
    const writes: readonly (readonly [string, string, object | string])[] = [
      ["POST", "mlflow/runs/log-batch", { run_id, tags, params: [{ key: "p", value: "v" }] }],
      ["POST", "mlflow/runs/set-tag", { run_id, key: "t", value: long }],
      ["POST", "mlflow/experiments/create", { name: "new", tags }],
      ["POST", "mlflow/registered-models/create", { name: "new", description: long, tags }],
      ["POST", "mlflow/model-versions/create", { ...version, description: long, tags }],
      ["POST", "mlflow/logged-models", { experiment_id: "0", name: "new", tags }],
      ["PUT", `${place}/file`, "x".repeat(300_000)],
    ];
    fill();
    for (const write of writes) {
      const answer = await send(...write);
      expect([write[1], answer.status, /^retry-after: \d+$/im.test(answer.head)]).toEqual([
        write[1],
        503,
        true,
      ]);
      expect(answer.body).toContain("no space left");
    }
    const read = await rawRequest(port, { target: `/api/2.0/mlflow/runs/get?run_id=${run_id}` });
    const { data } = JSON.parse(read.body).run;
    expect([data.params ?? [], data.tags.map((tag: { key: string }) => tag.key)]).toEqual([
      [],
      ["mlflow.runName"],
    ]);
    const listed = await rawRequest(port, { target: `/api/2.0/${place}?path=` });
    expect(listed.body).not.toContain("file");
    free();
    for (const write of writes)
      expect([write[1], (await send(...write)).status]).toEqual([write[1], 200]);
  },
);

test.runIf(mounted)(
  "the store's, when the server starts: the command says so itself, and nothing is lost",
  async () => {
    await desk.type("server", "stop");
    fill();
    for (const [code, ...words] of [
      [3, "runs", "list"],
      [3, "up"],
      [125, "run", "--", "true"],
    ] as const)
      expectClearMessage(await desk.type(...words), code, "no space left on the disk of", "df -h");
    free();
    expect(await desk.type("runs", "list")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("before"),
    });
  },
);

test.runIf(mounted)(
  "the store's, too full for the copy before an update: refused before anything is touched",
  async () => {
    const store = join(disk, "old");
    mkdirSync(store);
    const archive = join(import.meta.dirname, "..", "recorded-store", "store.tar.gz");
    execFileSync("tar", ["xzf", archive, "-C", store]);
    const copies = () => readdirSync(store).filter((name) => name.includes(".before-"));
    fill();
    // Enough for a log and a lock.
    for (let i = 0; i < 16; i += 1) rmSync(join(disk, `fill-65536-${i}`));
    const refused = await desk.type("runs", "list", "--store", store);
    expectClearMessage(refused, 3, "a copy of it is kept first", "df -h");
    expect(copies()).toEqual([]);
    free();
    expect(await desk.type("runs", "list", "--store", store)).toMatchObject({ code: 0 });
    expect(copies().length).toBeGreaterThan(0);
    await desk.type("server", "stop", "--store", store);
    rmSync(store, { recursive: true });
  },
);

test.runIf(mounted)(
  "the store's: the trash can be emptied, which is what makes space; export and backup leave nothing",
  async () => {
    const { store } = desk;
    await desk.type("run", "--name", "large", "--", "true");
    const { runs } = JSON.parse((await desk.type("runs", "list", "--json")).stdout);
    const { id } = runs.find((run: { name: string }) => run.name === "large");
    const client = await connectServer({ store: join(disk, "store") });
    const get = await client.get<{ run: { info: { artifact_uri: string } } }>(
      "/api/2.0/mlflow/runs/get",
      { run_id: id },
    );
    const place = get.run.info.artifact_uri.replace("mlflow-artifacts:/", "");
    writeFileSync(join(store, "..", "weights"), randomBytes(3_000_000));
    await client.upload(
      `/api/2.0/mlflow-artifacts/artifacts/${place}/weights`,
      join(store, "..", "weights"),
    );
    await desk.type("runs", "delete", "large");
    const metrics = [{ key: "loss", value: 1, timestamp: 1, step: 0 }];
    const kept = runs.find((run: { name: string }) => run.name !== "large").id;
    await client.post("/api/2.0/mlflow/runs/log-batch", { run_id: kept, metrics });
    await expect.poll(() => existsSync(join(disk, "store", "reserve"))).toBe(true);
    fill();
    try {
      for (const [words, out] of [
        [["export", "--all", "--out"], "records"],
        [["server", "backup"], "kept"],
      ] as const) {
        const refused = await desk.type(...words, join(disk, out));
        expectClearMessage(refused, 3, "no space left", "free some space");
        expect(existsSync(join(disk, out)) ? readdirSync(join(disk, out)) : []).toEqual([]);
      }
      for (const words of [
        ["runs", "list"],
        ["runs", "show", kept],
        ["trash", "list"],
        ["server", "check"],
      ])
        expect([words, await desk.type(...words)]).toMatchObject([words, { code: 0 }]);
      expect(await desk.type("trash", "purge", id)).toMatchObject({ code: 0, stderr: "" });
      // What was in the trash is free now.
      writeFileSync(join(disk, "fill-again"), Buffer.alloc(2_000_000));
    } finally {
      free();
    }
    expect((await desk.type("server", "check")).code).toBe(0);
  },
);

test.runIf(mounted)("the project's: init, data add and demo leave nothing half-made", async () => {
  const place = join(disk, "place");
  mkdirSync(place);
  try {
    writeFileSync(join(place, "fettle.yaml"), "project: shop\n");
    writeFileSync(join(place, "data.csv"), Buffer.alloc(400_000, "a"));
    // In git the first of DVC's files is an empty one, which a full disk takes.
    execFileSync("git", ["init", "-q"], { cwd: place });
    fill();
    expectClearMessage(await desk.type("init", join(place, "new")), 3, "no space left");
    expectClearMessage(await desk.type("demo", join(place, "demo")), 3, "no space left");
    const typed = await finished(
      spawn(process.execPath, [BIN, "data", "add", "data.csv"], { cwd: place }),
    );
    expectClearMessage(typed, 3, "no space left");
    const left = readdirSync(place, { recursive: true }) as string[];
    // Folders may stay; a file would be somebody's half.
    const files = left.filter((name) => statSync(join(place, name)).isFile());
    expect(files.filter((name) => !name.startsWith(".git/")).sort()).toEqual([
      "data.csv",
      "fettle.yaml",
    ]);
  } finally {
    free();
    rmSync(place, { recursive: true });
  }
});

test.runIf(mounted)(
  "an import that fills the disk says so, and the next one goes on where it was",
  async () => {
    const run = "b".repeat(32);
    writeFolder(desk.folder, {
      "mlruns/7/meta.yaml": "experiment_id: '7'\nlifecycle_stage: active\nname: intents\n",
      [`mlruns/7/${run}/meta.yaml`]: `run_id: ${run}\nstart_time: 1000\nstatus: 3\n`,
      [`mlruns/7/${run}/params/lr`]: "1",
      [`mlruns/7/${run}/artifacts/large.bin`]: "x".repeat(30_000_000),
      [`mlruns/7/${run}/artifacts/small.txt`]: "small",
    });
    const full = await desk.type("import", "mlruns");
    expect([full.code, full.stdout]).toEqual([3, ""]);
    expect(full.stderr).toContain("no space left");
    writeFileSync(join(desk.folder, `mlruns/7/${run}/artifacts/large.bin`), "x".repeat(300_000));
    const next = JSON.parse((await desk.type("import", "mlruns", "--json")).stdout);
    expect(next).toMatchObject({ left: {}, counts: { run: { new: 0, refused: 0 } } });
    expect(next.artifacts.stored + next.artifacts.there).toBe(2);
  },
  60_000,
);
