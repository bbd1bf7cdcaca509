import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { LoadedIntent } from "./model.ts";
import { say } from "./pipeline.ts";
import { readGiven } from "./session.ts";
import { Sessions } from "./sessions.ts";

const BODY_BYTES_MAX = 64 * 1024;
const TEXT_LENGTH_MAX = 2000;

/** A refusal, told to whoever asked. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Body = Readonly<Record<string, unknown>>;

type Door = { sessions: Sessions; intent: () => LoadedIntent | undefined };

/**
 * The agent's HTTP: Fettle's protocol for dialogues, and /chat for people. `intent` is asked at every
 * turn, so that a promoted version answers the next message of a conversation that is under way.
 */
export function createAgentServer(intent: () => LoadedIntent | undefined): Server {
  const door: Door = { sessions: new Sessions(), intent };
  return createServer((request, response) => {
    void answer(door, request, response);
  });
}

async function answer(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const route = `${request.method} ${new URL(request.url ?? "/", "http://agent").pathname}`;
    if (route === "GET /health") return send(response, 200, health(door));
    const handle = POSTS[route];
    if (handle === undefined) throw new Refusal(404, `nothing answers ${route}`);
    send(response, 200, handle(door, await readBody(request)));
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500;
    send(response, status, { error: error instanceof Error ? error.message : String(error) });
  }
}

function health(door: Door) {
  const { name, version } = modelOf(door);
  return { status: "ready", models: { [name]: version } };
}

const POSTS: Readonly<Record<string, (door: Door, body: Body) => object>> = {
  "POST /dialogue/open": ({ sessions }, body) => {
    sessions.open(textOf(body, "session"), givenOf(body));
    return {};
  },
  "POST /dialogue/say": (door, body) => {
    const id = textOf(body, "session");
    const session = door.sessions.find(id);
    if (session === undefined) throw new Refusal(404, `no session ${id}: open it first`);
    return say(textOf(body, "text"), session, modelOf(door));
  },
  "POST /dialogue/close": ({ sessions }, body) => {
    sessions.close(textOf(body, "session"));
    return {};
  },
  "POST /chat": (door, body) => {
    // Apart from dialogues' sessions, whatever they are called.
    const session = door.sessions.findOrBegin(`chat ${textOf(body, "session")}`);
    const { messages, route } = say(textOf(body, "text"), session, modelOf(door));
    return { messages, route };
  },
};

function modelOf({ intent }: Door): LoadedIntent {
  const model = intent();
  if (model === undefined) throw new Refusal(503, "no model is loaded yet");
  return model;
}

function textOf(body: Body, name: string): string {
  const text = body[name];
  if (typeof text === "string" && text.trim() !== "" && text.length <= TEXT_LENGTH_MAX) return text;
  throw new Refusal(400, `"${name}": expected a text of 1 to ${TEXT_LENGTH_MAX} characters`);
}

function givenOf(body: Body) {
  const { given = {} } = body;
  if (!isObject(given)) throw new Refusal(400, '"given": expected an object');
  try {
    return readGiven(given);
  } catch (error) {
    throw new Refusal(400, error instanceof Error ? error.message : String(error));
  }
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The rest is read and dropped: closing early would hide the answer from the sender.
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  if (bytes > BODY_BYTES_MAX) throw new Refusal(413, `expected at most ${BODY_BYTES_MAX} bytes`);
  const body = parseJson(Buffer.concat(chunks).toString("utf8"));
  if (!isObject(body)) throw new Refusal(400, "expected a JSON object");
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
