import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SecondUser } from "./second-user.ts";

/** What came back on one connection: the status of each answer, and all of it as text. */
export type Heard = { readonly statuses: readonly number[]; readonly text: string };

/** Sends each text over a connection of its own, some at a time, and prints what comes back until the end of each. */
const SEND = `
  const { connect } = require("node:net");
  const [, file, host, port] = process.argv;
  const texts = JSON.parse(require("node:fs").readFileSync(file, "utf8"));
  const heard = [];
  let next = 0;
  const send = (i) => new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(port), host, () => socket.write(Buffer.from(texts[i], "latin1")));
    socket.setTimeout(4000, () => socket.destroy());
    socket.on("data", (chunk) => { if (text.length < 20000) text += chunk.toString("latin1"); });
    socket.on("error", () => {});
    socket.on("close", () => { heard[i] = text; resolve(); });
  });
  const lane = async () => { while (next < texts.length) await send(next++); };
  Promise.all(Array.from({ length: 12 }, lane)).then(() => process.stdout.write(JSON.stringify(heard)));
`;

/** Lets a second user of the machine say each of these texts, in latin1, on a connection of its own; keeps their order. */
export async function hearAs(
  user: SecondUser,
  where: { readonly host: string; readonly port: number },
  texts: readonly string[],
): Promise<readonly Heard[]> {
  const folder = mkdtempSync(join(tmpdir(), "fettle-said-"));
  chmodSync(folder, 0o755);
  const file = join(folder, "said.json");
  writeFileSync(file, JSON.stringify(texts), { mode: 0o644 });
  const child = user.start(SEND, file, where.host, String(where.port));
  const told = await outputOf(child);
  rmSync(folder, { recursive: true, force: true });
  return (JSON.parse(told) as string[]).map((text) => ({
    text,
    statuses: [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status)),
  }));
}

function outputOf(child: ChildProcess): Promise<string> {
  let told = "";
  child.stdout?.on("data", (chunk) => {
    told += chunk;
  });
  return new Promise((resolve) => child.once("close", () => resolve(told)));
}
