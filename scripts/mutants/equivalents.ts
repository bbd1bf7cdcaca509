/**
 * Mutants that change nothing anybody could see, so that no test can notice them. `before` and `after` are the lines as
 * the report shows them. An entry that fits no line any more fails the run.
 */
export type Equivalent = {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly because: string;
};

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "src/data/tree/pulse.ts",
    before: "due: () => performance.now() - restedAt > 50,",
    after: "due: () => performance.now() - restedAt > 51,",
    because: "A millisecond more between two looks at the signal.",
  },
  {
    file: "src/data/tree/pulse.ts",
    before: "due: () => performance.now() - restedAt > 50,",
    after: "due: () => performance.now() - restedAt >= 50,",
    because: "A moment less between two looks at the signal.",
  },
  {
    file: "src/data/cache/keep.ts",
    before: "if (!folders.has(folder)) mkdirSync(folder, { recursive: true });",
    after: "if (true) mkdirSync(folder, { recursive: true });",
    because: "A folder that is there is made once more, which does nothing.",
  },
  {
    file: "src/lineage/lineage-of.ts",
    before: "for (let taken = 0; taken < steps && up.length + down.length > 0; taken += 1) {",
    after: "for (let taken = 0; taken < steps && up.length + down.length >= 0; taken += 1) {",
    because: "Steps from nowhere find nothing; they end when all that were asked for are taken.",
  },
  {
    file: "src/ground/objects/receive.ts",
    before: "if (!durable || unsynced < SYNC_EVERY || syncing !== undefined) return;",
    after: "if (!durable || unsynced < SYNC_EVERY && syncing !== undefined) return;",
    because:
      "Syncs on the way spread the work; the one that counts comes at the end, before the answer.",
  },
  {
    file: "src/notices/tell.ts",
    before: "if (wanted.length === 0) return;",
    after: "if (wanted.length === 0) {}",
    because: "A write of nothing, and a sender that wakes up and finds nothing to send.",
  },
  {
    file: "src/notices/tell.ts",
    before: "if (wanted.length === 0) return;",
    after: "if (false) return;",
    because: "A write of nothing, and a sender that wakes up and finds nothing to send.",
  },
  {
    file: "src/trash/finish-purge.ts",
    before: "if (closed.length > 0)",
    after: "if (true)",
    because: "A write of nothing.",
  },
  {
    file: "src/runs/metrics/metric-store.ts",
    before: "if (this.#pending.points > WAITING_MAX) return this.#appendLater(run, points);",
    after: "if (this.#pending.points >= WAITING_MAX) return this.#appendLater(run, points);",
    because: "Half a million points wait, or one less.",
  },
  {
    file: "src/runs/metrics/metric-store.ts",
    before:
      "keys.push(this.#keys.get(key) ?? made.get(key) ?? (await this.#intern(tx, key, made)));",
    after: "keys.push(this.#keys.get(key) ?? (await this.#intern(tx, key, made)));",
    because: "The table gives the same number again; it is asked once to be quick.",
  },
  {
    file: "src/runs/metrics/metric-store.ts",
    before: "if (this.#keys.size > KEYS_MAX) this.#keys.clear();",
    after: "if (this.#keys.size > KEYS_MAX) {}",
    because: "What is remembered beyond 100,000 keys costs memory alone.",
  },
  {
    file: "src/models/trash/version-trashable.ts",
    before: "const { edges } = await lineageOf(context.database, { kind: KIND, id }, 1);",
    after: "const { edges } = await lineageOf(context.database, { kind: KIND, id }, 2);",
    because: "Only edges from the version itself count, and all of these are one step away.",
  },
  {
    file: "src/artifacts/upkeep.ts",
    before: "timer.unref();",
    after: "{}",
    because: "It is cleared before the process ends; what is killed doesn't wait for it either.",
  },
];
