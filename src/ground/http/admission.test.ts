import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, test } from "vitest";
import { createPasses } from "#ground/server";
import { type Admission, createAdmission } from "./admission.ts";
import { peerUser } from "./peer-user.ts";

/** A request as the listener hands it over, from a peer that the kernel does not know. */
function stranger(headers: Record<string, string>): IncomingMessage {
  const socket = {
    remoteAddress: "192.0.2.1",
    remotePort: 9,
    localAddress: "127.0.0.1",
    localPort: 5000,
  };
  return { socket, headers: { host: "localhost", ...headers } } as unknown as IncomingMessage;
}

const admission = createAdmission("right");

test("a peer who is not the server's user needs the token", () => {
  expect(() => admission.admit(stranger({}), "read")).toThrow("carries no valid token");
  expect(() => admission.admit(stranger({ authorization: "Bearer wrong" }), "read")).toThrow();
  expect(() => admission.admit(stranger({ authorization: "Bearer righ" }), "read")).toThrow();
});

test("a pass lets in as the token does, and says what it was given for", () => {
  const passes = createPasses("right");
  const token = passes.give("run-1");
  const bearer = { authorization: `Bearer ${token}` };
  for (const rules of [{}, { tokenOnly: true }]) {
    const { admit, letInBy } = createAdmission("right", rules, passes);
    const peer = admit(stranger(bearer), "write");
    expect([peer.pass, peer.admitted, letInBy(peer)]).toEqual(["run-1", "token", "token"]);
    expect(admit(stranger({ authorization: "Bearer right" }), "write").pass).toBeUndefined();
  }
  passes.end("run-1");
  const { admit } = createAdmission("right", {}, passes);
  expect(() => admit(stranger(bearer), "read")).toThrow("carries no valid token");
});

test("a peer without an address is a closed TCP connection, not the Unix socket", () => {
  const request = stranger({});
  Object.assign(request, { socket: {} });
  expect(() => admission.admit(request, "read")).toThrow("carries no valid token");
  admission.trust(request.socket);
  expect(admission.admit(request, "read").admitted).toBe("socket");
});

test("the token is taken as Bearer, as Basic's password and as the page's cookie", () => {
  const basic = `Basic ${Buffer.from("anyone:right").toString("base64")}`;
  for (const headers of [
    { authorization: "Bearer right" },
    { authorization: "bearer right" },
    { authorization: basic },
    { cookie: "a=b; fettle_token=right" },
  ])
    expect(admission.admit(stranger(headers as Record<string, string>), "write").admitted).toBe(
      "token",
    );
});

test("an empty token is no token, and stops the server from starting", () => {
  expect(() => createAdmission("")).toThrow("empty token");
});

test("a name that is allowed is known in any spelling of it", () => {
  const { admit } = createAdmission("right", { hosts: ["Team.Example", "fd00::1"] });
  for (const host of ["team.example:5000", "TEAM.EXAMPLE", "[fd00::1]:5000"])
    expect(admit(stranger({ host }), "public").admitted).toBe("anyone");
});

test("public routes ask for neither", () => {
  expect(admission.admit(stranger({}), "public").user).toBe("anonymous");
});

test("a refusal says what was wrong and what would admit the request", () => {
  const refusal = (headers: Record<string, string>, permission: "read" | "public" = "read") => {
    try {
      return admission.admit(stranger(headers), permission).admitted;
    } catch (error) {
      const { code, status, message, hint } = error as Record<string, unknown>;
      expect({ code, status }).toEqual({ code: "REQUEST_REFUSED", status: 403 });
      return [message, hint];
    }
  };
  expect(refusal({})).toEqual([
    "this server belongs to another user, and the request carries no valid token",
    "open the link that `fettle server status` prints, or set MLFLOW_TRACKING_TOKEN to the content of the store's file `token`",
  ]);
  expect(refusal({ host: "Evil.example:80" }, "public")).toEqual([
    'the Host "Evil.example:80" is not one of this server\'s names',
    "use http://127.0.0.1 or http://localhost, or allow the name with --allow-host, behind a proxy together with --token-only",
  ]);
  const page = (name: string) => [
    `a page of ${JSON.stringify(name)} may not call this server`,
    "open the server's own address; a proxy before it is to pass on the Host that it was asked for",
  ];
  expect(refusal({ origin: "http://evil.example" })).toEqual(page("http://evil.example"));
  for (const site of ["cross-site", "same-site"]) {
    expect(refusal({ "sec-fetch-site": site })).toEqual(page("another site"));
    expect(refusal({ "sec-fetch-site": site, "sec-fetch-mode": "navigate" }, "public")).toBe(
      "anyone",
    );
  }
  expect(refusal({ origin: "http://localhost", "sec-fetch-site": "cross-site" })).toEqual(
    page("http://localhost"),
  );
  for (const headers of [
    { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" },
    { origin: "http://localhost" },
    { origin: "https://localhost" },
  ])
    expect(refusal(headers as Record<string, string>, "public")).toBe("anyone");
});

describe("what a proxy has passed on", () => {
  const SAID = [
    "forwarded",
    "via",
    "x-real-ip",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-anything",
    "cf-connecting-ip",
  ];
  /** As what the socket's file mode has let in: without the header the owner. */
  const overSocket = (headers: Record<string, string>): IncomingMessage => {
    const request = stranger(headers);
    admission.trust(request.socket);
    return request;
  };

  test.each(SAID)("needs the token though the proxy is the owner, by %s", (name) => {
    expect(admission.admit(overSocket({}), "read").admitted).toBe("socket");
    expect(() => admission.admit(overSocket({ [name]: "" }), "read")).toThrow(
      `a proxy has passed this on (${name}), and the request carries no valid token`,
    );
    expect(admission.admit(overSocket({ [name]: "x" }), "public").admitted).toBe("anyone");
    const authorization = "Bearer right";
    expect(admission.admit(overSocket({ [name]: "x", authorization }), "write")).toEqual({
      admitted: "token",
      user: "token",
    });
  });

  test("is known by HTTP/1.0 where it says nothing else, and held to Host and Origin over the socket too", () => {
    const old = Object.assign(overSocket({}), { httpVersion: "1.0" });
    expect(() => admission.admit(old, "read")).toThrow("passed this on (HTTP/1.0)");
    const via = "1.1 proxy";
    const authorization = "Bearer right";
    expect(() =>
      admission.admit(overSocket({ via, authorization, host: "evil.example" }), "read"),
    ).toThrow("is not one of this server's names");
    expect(() =>
      admission.admit(overSocket({ via, authorization, origin: "http://evil.example" }), "read"),
    ).toThrow("may not call this server");
  });
});

describe("a server that is meant for others", () => {
  const over = (way: "tcp" | "socket", to: Admission, headers = {}): string => {
    const request = stranger(headers);
    if (way === "socket") to.trust(request.socket);
    return to.admit(request, "read").admitted;
  };
  const authorization = "Bearer right";

  test.each(["team.example", "10.0.0.5", "0.0.0.0", "::"])(
    "as one with the name %s says that its token alone admits, and leaves the socket to its owner",
    (name) => {
      const team = createAdmission("right", { hosts: [name] });
      expect(() => over("tcp", team)).toThrow("this server admits by its token alone, and");
      expect(over("tcp", team, { authorization })).toBe("token");
      expect(over("socket", team)).toBe("socket");
    },
  );

  test.each(["localhost", "127.0.0.1", "127.1.2.3", "::1"])("is not one on %s", (name) => {
    expect(() => over("tcp", createAdmission("right", { hosts: [name] }))).toThrow(
      "belongs to another user",
    );
  });

  test("asks for the token on the socket too where it is told to", () => {
    const team = createAdmission("right", { tokenOnly: true });
    for (const way of ["tcp", "socket"] as const) {
      expect(() => over(way, team)).toThrow("this server admits by its token alone, and");
      expect(over(way, team, { authorization })).toBe("token");
    }
    expect(team.admit(stranger({}), "public").admitted).toBe("anyone");
  });
});

test("a request without a Host is refused, and no part of a token is one", () => {
  const bare = stranger({});
  delete bare.headers.host;
  expect(() => admission.admit(bare, "public")).toThrow('the Host "" is not one');
  for (const headers of [
    { authorization: "Bearer" },
    { authorization: "Digest right" },
    { authorization: "Basic" },
    { authorization: `Basic ${Buffer.from("right:wrong").toString("base64")}` },
    { cookie: "xfettle_token=right" },
    { cookie: "fettle_token=right2" },
  ])
    expect(() => admission.admit(stranger(headers as Record<string, string>), "read")).toThrow(
      "carries no valid token",
    );
  for (const headers of [
    { cookie: "fettle_token=right;b=c" },
    { authorization: `BASIC ${Buffer.from(":right").toString("base64")}` },
  ])
    expect(admission.admit(stranger(headers as Record<string, string>), "read")).toEqual({
      admitted: "token",
      user: "token",
    });
});

test.runIf(process.platform === "linux")(
  "the kernel tells who is at the other end of a local connection",
  async () => {
    const server = createServer((request, response) =>
      response.end(String(peerUser(request.socket))),
    );
    for (const host of ["127.0.0.1", "::1"]) {
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      const { port } = server.address() as AddressInfo;
      const text = await new Promise<string>((resolve) => {
        const socket = connect(port, host, () =>
          socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        );
        let all = "";
        socket.on("data", (chunk) => (all += chunk));
        socket.on("close", () => resolve(all));
      });
      expect(text.split("\r\n\r\n")[1]).toContain(String(process.getuid?.()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  },
);
