import { randomBytes } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createClient, type ServerAddress, type ServerClient } from "#ground/http";
import type { RunDetail } from "#runs";
import { startServer } from "../../src/app/connect.ts";
import { type RawAnswer, type RawRequest, rawRequest } from "./raw-request.ts";
import { type Desk, openDesk } from "./type-fettle.ts";

/** A server of a store of its own, started as a command starts it, with secrets lying around it. */
export type AttackedServer = {
  readonly desk: Desk;
  readonly port: number;
  readonly token: string;
  readonly client: ServerClient;
  /** A finished run with `model/model.json`, registered as `intent@1`. */
  readonly run: RunDetail;
  /** The folder of the run's artifacts. */
  readonly artifacts: string;
  /** Sends a request and keeps its answer. */
  ask(request: RawRequest): Promise<RawAnswer>;
  /** Posts JSON, or a text in its place. */
  post(target: string, body: unknown): Promise<RawAnswer>;
  /** How many requests were sent by `ask` and `post` and answered. */
  asked(): number;
  /** What no answer and no log may hold, of all that was asked; empty where all is well. */
  leaks(): string[];
  /** Everything around the store, with inode, size and time: equal before and after. */
  surroundings(): string[];
};

/** Starts it, in another way where one is given; `desk.close()` ends it. */
export async function openAttackedServer(
  start: (store: string) => Promise<ServerAddress> = startServer,
): Promise<AttackedServer> {
  const desk = openDesk();
  const address = await start(desk.store);
  const client = createClient(address);
  const run = await finishedRun(client);
  await client.post("/api/fettle/1/models/intent/versions", {
    requestId: randomBytes(16).toString("hex"),
    project: "shop",
    runId: run.id,
  });
  const artifacts = join(
    desk.store,
    "artifacts",
    run.artifactUri.replace("mlflow-artifacts:/", ""),
  );
  const root = dirname(desk.store);
  const secrets = ["outside", "sibling of the root", "sibling of the run"].map(() =>
    randomBytes(24).toString("base64url"),
  );
  const places = [join(root, "outside"), join(desk.store, "artifacts-evil"), `${artifacts}-evil`];
  for (const [i, place] of places.entries()) {
    mkdirSync(place);
    writeFileSync(join(place, "secret.txt"), secrets[i] as string);
    symlinkSync(place, join(artifacts, `link-${i}`));
    symlinkSync(join(place, "secret.txt"), join(artifacts, `file-${i}.txt`));
    symlinkSync(join(place, "to-be.txt"), join(artifacts, `dangling-${i}.txt`));
  }
  const answers: { request: RawRequest; answer: RawAnswer }[] = [];
  const port = Number(new URL(address.url).port);
  const ask = async (request: RawRequest): Promise<RawAnswer> => {
    const answer = await rawRequest(port, request);
    answers.push({ request, answer });
    return answer;
  };
  const token = readFileSync(join(desk.store, "token"), "utf8").trim();
  return {
    desk,
    port,
    token,
    ask,
    post: (target, body) =>
      ask({
        method: "POST",
        target,
        headers: ["Content-Type: application/json"],
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    asked: () => answers.length,
    leaks: () => [
      ...answers.flatMap(({ request, answer }) =>
        leaksOf(answer, [...secrets, token]).map(
          (leak) => `${request.target.slice(0, 200)}: ${leak}`,
        ),
      ),
      ...(['"level":"error"', token] as const)
        .filter((text) => logOf(desk.store).includes(text))
        .map((text) => `server.log holds ${text}`),
    ],
    client,
    run,
    artifacts,
    surroundings: () =>
      [desk.folder, ...places, join(desk.store, "token"), root, "/tmp/pwned"].flatMap(listing),
  };
}

function logOf(store: string): string {
  return readFileSync(join(store, "server.log"), "utf8");
}

function leaksOf({ status, head, body }: RawAnswer, secrets: readonly string[]): string[] {
  const found = secrets.filter((secret) => body.includes(secret)).map(() => "a secret");
  if (/root:x:0:0/.test(body)) found.push("a file of the system");
  if (/\n {4}at .*:\d+:\d+/.test(body)) found.push("a stack");
  if (status >= 400 && /^content-type: text\/html/im.test(head)) found.push("an error as HTML");
  if (status >= 500) found.push(`${status} ${body.slice(0, 200)}`);
  return found;
}

async function finishedRun(client: ServerClient): Promise<RunDetail> {
  const id = randomBytes(16).toString("hex");
  const run = await client.post<RunDetail>("/api/fettle/1/runs", {
    id,
    project: "shop",
    experiment: "shop",
    startedAt: Date.now(),
    command: ["node", "train.ts"],
    folder: ".",
    dirty: false,
    data: [],
  });
  const where = run.artifactUri.replace("mlflow-artifacts:/", "");
  await fetch(
    `${client.address.url}/api/2.0/mlflow-artifacts/artifacts/${where}/model/model.json`,
    {
      method: "PUT",
      body: "{}",
    },
  );
  return client.post(`/api/fettle/1/runs/${id}/end`, { status: "FINISHED", endedAt: Date.now() });
}

function listing(path: string): string[] {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info === undefined) return [`${path} is not there`];
  if (!info.isDirectory()) return [`${path} ${info.ino} ${info.size} ${info.mtimeMs}`];
  return [
    `${path}: ${readdirSync(path).sort().join(" ")}`,
    ...readdirSync(path)
      .map((name) => join(path, name))
      .filter((inside) => lstatSync(inside).isFile())
      .flatMap(listing),
  ];
}
