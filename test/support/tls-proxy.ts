import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#ground/process";

/** The name that the guide gives to a team's server. */
export const NAME = "fettle.example.org";
const GUIDE = join(import.meta.dirname, "..", "..", "docs", "guide", "tracking.md");
const START_MS = 10_000;
const START_LOOK_MS = 50;

/** A proxy with TLS before a server: under `NAME` at this port, to be trusted by this certificate. */
export type TlsProxy = {
  readonly port: number;
  readonly ca: string;
  close(): Promise<void>;
};

export type Certificate = { readonly key: string; readonly cert: string };

/** Whether programs are there that a test can't do without; where one is not, says what is not shown. */
export function haveAll(what: string, ...programs: string[]): boolean {
  const missing = programs.filter((name) => spawnSync("which", [name]).status !== 0);
  if (missing.length > 0)
    process.stderr.write(`\nSKIPPED, NOT SHOWN: ${what} (needs ${missing.join(" and ")})\n\n`);
  return missing.length === 0;
}

/** Paths of a key and a certificate for `NAME` and localhost, made by openssl in a folder. */
export function makeCertificate(folder: string): Certificate {
  const [key, cert] = [join(folder, "fettle.key"), join(folder, "fettle.crt")];
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${NAME}`],
    ...["-keyout", key, "-out", cert, "-addext", `subjectAltName=DNS:${NAME},DNS:localhost`],
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  return { key, cert };
}

/** The smallest one: it says that it came by TLS, and passes the name that was asked for. */
export async function openNodeTls(to: number, { key, cert }: Certificate): Promise<TlsProxy> {
  const ca = readFileSync(cert, "utf8");
  const server = https.createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const onward = http.request(
      {
        ...{ host: "127.0.0.1", port: to, method, path: url },
        headers: { ...headers, "x-forwarded-proto": "https" },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** nginx as the guide has it, at another port. */
export async function openNginx(
  to: number,
  { key, cert }: Certificate,
  folder: string,
): Promise<TlsProxy> {
  const port = await freePort();
  const site = guideBlock("nginx")
    .replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replace("/etc/ssl/fettle.crt", cert)
    .replace("/etc/ssl/fettle.key", key)
    .replace("127.0.0.1:5000", `127.0.0.1:${to}`);
  const own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const lines = [
    ...[process.getuid?.() === 0 ? "user root;" : "", "daemon off; worker_processes 1;"],
    ...[`pid ${join(folder, "pid")}; error_log stderr; events {}`],
    `http { access_log off; ${own.join(" ")} ${site} }`,
  ];
  const file = join(folder, "nginx.conf");
  writeFileSync(file, lines.join("\n"));
  const program = spawn("nginx", ["-e", "stderr", "-c", file, "-p", folder], { stdio: "ignore" });
  return running(program, port, readFileSync(cert, "utf8"));
}

/** Caddy as the guide has it, at another port, with certificates of its own making. */
export async function openCaddy(to: number, folder: string): Promise<TlsProxy> {
  const [port, plain] = [await freePort(), await freePort()];
  const site = guideBlock("caddy").replace("127.0.0.1:5000", `127.0.0.1:${to}`);
  const own = `{\n admin off\n local_certs\n skip_install_trust\n https_port ${port}\n http_port ${plain}\n default_bind 127.0.0.1\n}\n`;
  const file = join(folder, "Caddyfile");
  writeFileSync(file, `${own}${site}`);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  mkdirSync(join(folder, "caddy"), { recursive: true });
  const words = ["run", "--config", file, "--adapter", "caddyfile"];
  const program = spawn("caddy", words, { env, stdio: "ignore" });
  const root = join(folder, "caddy", "pki", "authorities", "local", "root.crt");
  for (let ms = 0; ms < START_MS && !existsSync(root); ms += START_LOOK_MS)
    await sleep(START_LOOK_MS);
  return running(program, port, readFileSync(root, "utf8"));
}

async function running(program: ChildProcess, port: number, ca: string): Promise<TlsProxy> {
  const proxy: TlsProxy = {
    port,
    ca,
    async close() {
      const ended = new Promise((resolve) => program.once("close", resolve));
      program.kill("SIGTERM");
      if (program.exitCode === null) await ended;
    },
  };
  for (let ms = 0; ms < START_MS; ms += START_LOOK_MS) {
    const answered = await askTls(proxy, "/health").catch(() => undefined);
    if (answered?.status === 200) return proxy;
    await sleep(START_LOOK_MS);
  }
  await proxy.close();
  throw new Error(`the proxy at port ${port} did not begin to answer`);
}

/** The block of the guide in a language. */
function guideBlock(language: string): string {
  const text = readFileSync(GUIDE, "utf8");
  const block = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(text)?.[1];
  if (block === undefined) throw new Error(`the guide has no block of ${language}`);
  return block;
}

export type TlsAnswer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
};

/** Asks a proxy by TLS, as a client who knows it by its name. */
export function askTls(
  proxy: TlsProxy,
  path: string,
  asked: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Buffer;
  } = {},
): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const request = openTls(proxy, path, asked, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    request.on("error", reject);
    request.end(asked.body);
  });
}

/** Begins a request, which is the caller's to end. */
export function openTls(
  proxy: TlsProxy,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> },
  heard: (response: http.IncomingMessage) => void,
): http.ClientRequest {
  const host = `${NAME}:${proxy.port}`;
  return https.request(
    {
      ...{ host: "127.0.0.1", port: proxy.port, servername: NAME, ca: proxy.ca, agent: false },
      ...{ path, method, headers: { host, ...headers } },
    },
    heard,
  );
}
