import { readFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { createPeerUsers } from "./peer-user.ts";

test.runIf(process.platform === "linux")(
  "one reading of the kernel's table, beside the event loop, tells of all that came before it",
  async () => {
    let readings = 0;
    const peers = createPeerUsers(async (name) => {
      readings += 1;
      return readFile(`/proc/net/${name}`, "latin1");
    });
    const came: Socket[] = [];
    const server = createServer((socket) => {
      peers.arrived(socket);
      came.push(socket.on("error", () => undefined));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const clients = Array.from({ length: 20 }, () => connect(port, "127.0.0.1"));
    await expect.poll(() => came.length).toBe(20);
    await Promise.all(came.map((socket) => peers.wait(socket)));
    expect(readings).toBe(1);
    expect(came.map(peers.of)).toEqual(Array(20).fill(process.getuid?.()));
    // One that comes later is in no table that was read before.
    clients.push(connect(port, "127.0.0.1"));
    await expect.poll(() => came.length).toBe(21);
    await Promise.all(came.map((socket) => peers.wait(socket)));
    expect([readings, peers.of(came[20] as Socket)]).toEqual([2, process.getuid?.()]);
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
    // Nobody is at the other end of it any more.
    const gone = came[0] as Socket;
    expect(createPeerUsers().of(gone)).toBe(undefined);
  },
);
