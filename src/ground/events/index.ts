/** What happened, for the pages and clients that look on: never the data itself, only what to ask for again. */
export type Event = {
  /** Rises by one; a client that was away sends the last one it saw. */
  readonly id: number;
  /** `runs`, `runs/<id>`, `models/<name>`, `gate`: the things that changed. */
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type Events = {
  /** Tells everyone who listens to the topic, at most four times a second a topic; later data replaces earlier. */
  publish(topic: string, data?: Readonly<Record<string, unknown>>): void;
  /** Calls `listener` with each event whose topic is one of these, or lies below one (`runs` hears `runs/7`). */
  listen(topics: readonly string[], listener: (event: Event) => void): () => void;
  /** How many listen; a server with listeners is not idle. */
  readonly listeners: number;
  close(): void;
};

const GAP_MS = 250;

/** An event bus within one process. */
export function createEvents(): Events {
  const listeners = new Set<{ topics: readonly string[]; listener: (event: Event) => void }>();
  const pending = new Map<
    string,
    { timer: NodeJS.Timeout; data?: Readonly<Record<string, unknown>> }
  >();
  let id = 0;
  const deliver = (topic: string, data: Readonly<Record<string, unknown>>): void => {
    id += 1;
    for (const entry of listeners)
      if (entry.topics.some((t) => t === topic || topic.startsWith(`${t}/`)))
        entry.listener({ id, topic, data });
  };
  return {
    publish(topic, data = {}) {
      if (listeners.size === 0) return;
      const waiting = pending.get(topic);
      if (waiting !== undefined) {
        waiting.data = data;
        return;
      }
      deliver(topic, data);
      const timer = setTimeout(function again() {
        const entry = pending.get(topic);
        if (entry?.data === undefined) {
          pending.delete(topic);
          return;
        }
        deliver(topic, entry.data);
        pending.set(topic, { timer: setTimeout(again, GAP_MS).unref() });
      }, GAP_MS).unref();
      pending.set(topic, { timer });
    },
    listen(topics, listener) {
      const entry = { topics, listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    get listeners() {
      return listeners.size;
    },
    close() {
      for (const { timer } of pending.values()) clearTimeout(timer);
      pending.clear();
      listeners.clear();
    },
  };
}
