export { KeyCaps } from "./key-caps.tsx";
export { type Binding, type BoundGroup, useBoundKeys, useKeys, useLetterKeys } from "./keys.ts";
