import { spawn } from "node:child_process";

/** Another user of the machine; every Unix has it. */
const NOBODY = 65_534;

/** Only root may start a process as somebody else. */
export const CAN_BE_STRANGER = process.getuid?.() === 0;

/** Passes bytes on; whoever connects through it is, to the server, the user that it runs as. */
const PASS_ON = `
  const net = require("node:net");
  const server = net.createServer((near) => {
    const far = net.connect(Number(process.argv[1]), "127.0.0.1");
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

/** A second address of a server, under which every browser is that of a colleague on the same machine. */
export async function openAsStranger(url: string): Promise<{ url: string; close(): void }> {
  const child = spawn(process.execPath, ["-e", PASS_ON, new URL(url).port], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: "/",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8").trim()));
    child.once("exit", (code) => reject(new Error(`the passage ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, close: () => void child.kill() };
}
