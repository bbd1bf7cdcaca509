export { type KnownKind, knowKinds } from "./known-kinds.ts";
export { linkTo } from "./link-to.ts";
export { ThingLink } from "./thing-link.tsx";
export { useOpenThing } from "./use-open-thing.ts";
