/** `ssh -L`, as the guide has it: it is the user who logged in that asks, without a token where that is the owner. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#ground/process";
import { askAt } from "#test/listening";
import { haveAll } from "#test/tls-proxy";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "../../src/app/connect.ts";

/** Another user who can log in on each machine that has Debian's list of users. */
const OTHER = "games";
const SSHD = "/usr/sbin/sshd";
const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stderr.write("\nSKIPPED, NOT SHOWN: a tunnel of two users (needs root)\n\n");
const can = isRoot && haveAll("that a tunnel is its user's", "ssh", SSHD, "ssh-keygen");

const PATH = "/api/fettle/1/server";
let folder: string;
let desk: Desk;
let port: number;
let sshPort: number;
const children: ChildProcess[] = [];

beforeAll(async () => {
  if (!can) return;
  folder = mkdtempSync(join(tmpdir(), "fettle-ssh-"));
  chmodSync(folder, 0o755);
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  for (const name of ["host", "user"])
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  copyFileSync(join(folder, "user.pub"), join(folder, "authorized"));
  sshPort = await freePort();
  const lines = [
    `Port ${sshPort}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host")}`,
    `AuthorizedKeysFile ${join(folder, "authorized")}`,
    "StrictModes no",
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "UsePAM no",
    "PidFile none",
  ];
  writeFileSync(join(folder, "sshd_config"), `${lines.join("\n")}\n`);
  children.push(
    spawn(SSHD, ["-D", "-f", join(folder, "sshd_config")], { stdio: ["ignore", "ignore", "pipe"] }),
  );
  desk = openDesk();
  port = Number(new URL((await startServer(desk.store)).url).port);
});
afterAll(async () => {
  if (!can) return;
  for (const child of children) child.kill("SIGTERM");
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a request through a tunnel of this user is answered with. */
async function through(user: string, headers: Record<string, string> = {}): Promise<number> {
  const local = await freePort();
  const words = [
    ...["-N", "-L", `127.0.0.1:${local}:127.0.0.1:${port}`, "-p", String(sshPort)],
    ...["-i", join(folder, "user"), "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no"],
    ...["-o", "UserKnownHostsFile=/dev/null", "-o", "ExitOnForwardFailure=yes", "-F", "none"],
  ];
  const tunnel = spawn("ssh", [...words, `${user}@127.0.0.1`], { stdio: "ignore" });
  children.push(tunnel);
  for (let tries = 0; tries < 200; tries += 1) {
    const at = { host: "127.0.0.1", port: local };
    const answered = await askAt(at, PATH, { headers }).catch(() => undefined);
    if (answered !== undefined) return answered.status;
    await sleep(50);
  }
  throw new Error("the tunnel did not come up");
}

test.skipIf(!can)(
  "a tunnel of the owner is the owner, and one of another user is that one",
  async () => {
    expect(await through(userInfo().username)).toBe(200);
    expect(await through(OTHER)).toBe(403);
  },
);
