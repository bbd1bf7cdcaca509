import { createHmac, timingSafeEqual } from "node:crypto";

/** Tokens that each let in for as long as one thing lasts, as a run does, and that say which. */
export type Passes = {
  /** The token for this, from now on good; the same one after a restart of the server. */
  give(of: string): string;
  /** What a token was given for; `undefined` where it is no pass, or that is over. */
  find(token: string): string | undefined;
  /** It is over: its token lets nobody in. */
  end(of: string): void;
};

const FORM = /^pass\.([\w-]+)\.([\w-]{43})$/;

/** Passes that nobody can make without `key`, the store's token. They are kept nowhere: what goes on after a restart is to be given again. */
export function createPasses(key: string): Passes {
  const going = new Set<string>();
  const sealOf = (of: string): string =>
    createHmac("sha256", key).update(`pass.${of}`).digest("base64url");
  return {
    give(of) {
      going.add(of);
      return `pass.${of}.${sealOf(of)}`;
    },
    find(token) {
      const [, of, seal] = FORM.exec(token) ?? [];
      if (of === undefined || seal === undefined || !going.has(of)) return undefined;
      return timingSafeEqual(Buffer.from(seal), Buffer.from(sealOf(of))) ? of : undefined;
    },
    end: (of) => void going.delete(of),
  };
}
