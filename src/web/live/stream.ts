/** `live`: the server tells of changes; `offline`: no answer, tried again every second or two. */
export type LiveState = "connecting" | "live" | "offline";

/** What the stream says to a tab. `resumed`: it was away, so that anything may have changed meanwhile. */
export type LiveMessage =
  | { readonly kind: "state"; readonly state: LiveState }
  | { readonly kind: "event"; readonly topic: string }
  | { readonly kind: "resumed" };

const RETRY_MS = 1_000;
const RETRY_MS_MAX = 3_000;

/**
 * Follows the server's events until `signal` fires. It reads the stream itself, since an `EventSource` hears only
 * event names it was told before, and ours are topics such as `runs/<id>`.
 */
export async function followEvents(
  path: string,
  say: (message: LiveMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  let wasLive = false;
  let wait = RETRY_MS;
  while (!signal.aborted) {
    try {
      const response = await fetch(path, { headers: { accept: "text/event-stream" }, signal });
      if (response.ok && response.body !== null) {
        say({ kind: "state", state: "live" });
        if (wasLive) say({ kind: "resumed" });
        wasLive = true;
        wait = RETRY_MS;
        await readFrames(response.body, (topic) => say({ kind: "event", topic }));
      }
    } catch {
      // The server went away; the state says so and the next turn tries again.
    }
    if (signal.aborted) return;
    say({ kind: "state", state: "offline" });
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 1.5, RETRY_MS_MAX);
  }
}

async function readFrames(
  body: ReadableStream<Uint8Array>,
  onTopic: (topic: string) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const frames = rest.split(/\r?\n\r?\n/);
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const topic = /^event: ?(.*)$/m.exec(frame)?.[1];
      if (topic !== undefined) onTopic(topic);
    }
  }
}
