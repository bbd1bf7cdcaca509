import { useEffect, useRef, useSyncExternalStore } from "react";
import { apiPath } from "#web/api";
import { followEvents, type LiveMessage, type LiveState } from "./stream.ts";

const GATHER_MS = 300;

let state: LiveState = "connecting";
const watchers = new Set<() => void>();
const subscribers = new Set<{ topic: string; changed: () => void }>();

/** Whether a subscriber of `topic` wants to hear of `happened`: the thing itself, or one below it. */
export function concerns(topic: string, happened: string): boolean {
  return happened === topic || happened.startsWith(`${topic}/`);
}

function hear(message: LiveMessage): void {
  if (message.kind === "state") {
    state = message.state;
    for (const watcher of watchers) watcher();
    return;
  }
  for (const { topic, changed } of subscribers)
    if (message.kind === "resumed" || concerns(topic, message.topic)) changed();
}

/** Opens the stream of these topics, shared by all tabs. Called once, by the shell. */
export function startLive(topics: readonly string[]): void {
  const path = apiPath(["events"], { topics: topics.join(",") });
  if (typeof SharedWorker === "undefined") {
    void followEvents(path, hear, new AbortController().signal);
    return;
  }
  const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), {
    type: "module",
    name: "fettle-live",
  });
  worker.port.onmessage = ({ data }: MessageEvent<LiveMessage>) => hear(data);
  const join = (): void => worker.port.postMessage({ join: path });
  join();
  window.addEventListener("pagehide", () => worker.port.postMessage("leave"));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) join();
  });
}

/** The stream's state, followed. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}

/**
 * Calls `refresh` when a thing below `topic` changed, at once and then at most every 300 ms however fast it changes;
 * also when the stream was away and came back.
 */
export function useLive(topic: string, refresh: () => void): void {
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let again = false;
    const settle = (): void => {
      timer = undefined;
      if (again) changed();
    };
    const changed = (): void => {
      again = timer !== undefined;
      if (again) return;
      latest.current();
      timer = setTimeout(settle, GATHER_MS);
    };
    const entry = { topic, changed };
    subscribers.add(entry);
    return () => {
      subscribers.delete(entry);
      clearTimeout(timer);
    };
  }, [topic]);
}
