import type { Asked } from "../serve-store.ts";
import { artifactRequests } from "./request-artifacts.ts";
import { gateRequests } from "./request-gate.ts";
import { registryRequests } from "./request-registry.ts";
import { runRequests } from "./request-runs.ts";
import { trackingRequests } from "./request-tracking.ts";
import { writingRequests } from "./request-writes.ts";
import { refusedRequests } from "./request-wrong.ts";

type Ids = Readonly<Record<string, string>>;

/** All that the recorded store is asked: reads, writes that are refused, and last those that go on with what waits. */
export function requests(ids: Ids): Asked[] {
  const known = (name: string): string => {
    const id = ids[name];
    if (id === undefined) throw new Error(`nothing is called ${name}`);
    return id;
  };
  return [
    ...runRequests(known),
    ...artifactRequests(known),
    ...trackingRequests(known),
    ...registryRequests(known),
    ...gateRequests(),
    ...refusedRequests(known),
    ...writingRequests(known),
  ];
}
