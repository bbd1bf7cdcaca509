// The smallest agent that speaks the dialogue protocol, as a program of its own. What the user says is what it does:
// any text is echoed; `hang`, `crash`, `nonsense`, `status`, `wrong` misbehave; `sleep N` answers after N ms; `call X`
// calls a tool; `model N` answers as version N of intent; `once` answers well only the first time of the process.
// AGENT_BEGIN: `die`, `deaf` (never listens), `late` (ready after 300 ms). AGENT_DELAY: ms before each answer.
import { createServer, type ServerResponse } from "node:http";

type Body = { session: string; text?: string; given?: Record<string, unknown> };

const sessions = new Map<string, { turns: number; given: unknown }>();
const { PORT, AGENT_BEGIN, AGENT_DELAY = "0", FETTLE_MODEL_INTENT } = process.env;
let once = 0;
let widest = 0;

function answer(response: ServerResponse, value: unknown, status = 200): ServerResponse {
  response.writeHead(status, { "content-type": "application/json" });
  return response.end(typeof value === "string" ? value : JSON.stringify(value));
}

function say(response: ServerResponse, { session, text = "" }: Body): ServerResponse {
  const [verb, word = ""] = text.split(" ");
  const known = sessions.get(session);
  if (known === undefined) return answer(response, { error: "no such session" }, 404);
  known.turns += 1;
  if (verb === "hang") return response;
  if (verb === "crash") {
    process.stderr.write("out of luck\n");
    process.exit(7);
  }
  if (verb === "nonsense") return answer(response, "<html>Bad Gateway</html>");
  if (verb === "status") return answer(response, { messages: [] }, 500);
  if (verb === "wrong") return answer(response, { messages: "not a list" });
  if (verb === "once") once += 1;
  const reply = {
    messages:
      verb === "silence" ? [] : verb === "once" && once > 1 ? ["no more"] : [`You said: ${text}`],
    route: verb,
    calls: verb === "call" ? [{ name: word, arguments: { seats: 20, plan: "team" } }] : [],
    state: { turns: known.turns, lead: { stage: verb }, given: known.given, session, widest },
    cache: "miss",
    stages: [{ name: "echo", ms: 0.1, answered: true, note: "it always does" }],
    ...(verb === "model" ? { models: { intent: Number(word) } } : {}),
    ...(FETTLE_MODEL_INTENT === undefined || verb === "model"
      ? {}
      : { models: { intent: Number(FETTLE_MODEL_INTENT) } }),
  };
  const wait = verb === "sleep" ? Number(word) : Number(AGENT_DELAY);
  if (wait === 0) return answer(response, reply);
  setTimeout(() => answer(response, reply), wait);
  return response;
}

const server = createServer((request, response) => {
  if (request.url === "/health") return answer(response, {});
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Body;
    if (request.url === "/dialogue/open") {
      sessions.set(body.session, { turns: 0, given: body.given });
      widest = Math.max(widest, sessions.size);
      return answer(response, {});
    }
    if (request.url === "/dialogue/say") return say(response, body);
    sessions.delete(body.session);
    return answer(response, {});
  });
});

process.stdout.write(`agent on ${PORT}\n`);
if (AGENT_BEGIN === "die") {
  process.stderr.write("cannot load the model\n");
  process.exit(3);
}
if (AGENT_BEGIN === "deaf") setInterval(() => undefined, 1000);
else setTimeout(() => server.listen(Number(PORT), "127.0.0.1"), AGENT_BEGIN === "late" ? 300 : 0);
