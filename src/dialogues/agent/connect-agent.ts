import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { openWire, reasonOf, type Sent } from "./exchange.ts";
import { type Reply, readDone, readReply } from "./reply.ts";

/** The agent under test, by its protocol. Every error is one of ours, with a sentence for the report. */
export type Connection = {
  /** Whether it says that it is ready; the reason where it does not. */
  health(withinMs: number): Promise<{ ready: boolean; reason: string }>;
  open(session: string, given: Readonly<Record<string, unknown>>): Promise<void>;
  say(session: string, text: string): Promise<Reply & { ms: number }>;
  close(session: string, withinMs: number): Promise<void>;
  /** Drops all connections. */
  end(): void;
};

/** Speaks the dialogue protocol of docs/guide/dialogues.md to the agent at `url`. */
export function connectAgent(url: string, timeoutMs: number): Connection {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw fail(ERRORS, "DIALOGUES_URL_INVALID", { url });
  const wire = openWire(url);
  const post = async (
    path: string,
    body: unknown,
    doing: string,
    withinMs = timeoutMs,
  ): Promise<Sent> => {
    try {
      return await wire.send("POST", path, body, withinMs);
    } catch (error) {
      throw fail(ERRORS, "DIALOGUES_NO_ANSWER", { doing, reason: reasonOf(error) }, error);
    }
  };
  return {
    async health(withinMs) {
      try {
        const { status } = await wire.send("GET", "/health", undefined, withinMs);
        return { ready: status === 200, reason: `its status is ${status}` };
      } catch (error) {
        return { ready: false, reason: reasonOf(error) };
      }
    },
    async open(session, given) {
      const doing = "POST /dialogue/open";
      readDone(await post("/dialogue/open", { session, given }, doing), doing);
    },
    async say(session, text) {
      const doing = `${JSON.stringify(text)} (POST /dialogue/say)`;
      const sent = await post("/dialogue/say", { session, text }, doing);
      return { ...readReply(sent, doing), ms: sent.ms };
    },
    async close(session, withinMs) {
      const doing = "POST /dialogue/close";
      readDone(await post("/dialogue/close", { session }, doing, withinMs), doing);
    },
    end: () => wire.close(),
  };
}
