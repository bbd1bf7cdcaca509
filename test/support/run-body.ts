import { newId } from "#ground/id";

/** What a run is started with, as Fettle's own client says it. */
export function runBody<T extends object>(more: T = {} as T) {
  return {
    id: newId(),
    project: "shop",
    experiment: "intents",
    name: "one",
    startedAt: 1000,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
    ...more,
  };
}
