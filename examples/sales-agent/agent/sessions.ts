import { PredictionCache } from "./cache.ts";
import { type Given, NEW_STATE, type Session } from "./session.ts";

/** The open conversations. Of too many, the one that was silent longest is forgotten. */
export class Sessions {
  readonly #open = new Map<string, Session>();
  readonly #sharedCache = new PredictionCache();
  readonly #openMax: number;

  constructor(openMax = 10_000) {
    this.#openMax = openMax;
  }

  /**
   * A dialogue gets a cache of its own unless it asks for the shared one: what another conversation
   * asked a second ago must not decide what a test finds.
   */
  open(id: string, given: Given): void {
    const cache = given.cache === "cold" ? new PredictionCache() : this.#sharedCache;
    this.#keep(id, { state: given.state, cache });
  }

  find(id: string): Session | undefined {
    const session = this.#open.get(id);
    if (session !== undefined) this.#keep(id, session);
    return session;
  }

  /** A customer's conversation, which begins with its first message. */
  findOrBegin(id: string): Session {
    const session = this.find(id) ?? { state: NEW_STATE, cache: this.#sharedCache };
    this.#keep(id, session);
    return session;
  }

  close(id: string): void {
    this.#open.delete(id);
  }

  #keep(id: string, session: Session): void {
    this.#open.delete(id);
    this.#open.set(id, session);
    const longestSilent = this.#open.keys().next();
    if (this.#open.size > this.#openMax && !longestSilent.done)
      this.#open.delete(longestSilent.value);
  }
}
