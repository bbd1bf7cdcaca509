import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** Makes ids, names and waits of this process the same each time, so that a store written again differs little. */
export function steadyChance(): void {
  let state = 1;
  /** Mulberry32. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const bytes = (count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, () => Math.floor(next() * 256)));
  const uuid = (): string =>
    bytes(16)
      .toString("hex")
      .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
  Math.random = next;
  Object.assign(crypto, {
    randomBytes: bytes,
    randomInt: (max: number) => Math.floor(next() * max),
    randomUUID: uuid,
  });
  Object.defineProperty(globalThis.crypto, "randomUUID", { value: uuid });
  syncBuiltinESMExports();
}
