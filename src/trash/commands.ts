import { type CommandShape, defineCommand } from "#ground/cli";
import { EXIT, fail, GROUND_ERRORS } from "#ground/errors";
import type { Caller } from "#ground/wire";
import type { TrashApi } from "./api.ts";
import { shortId, type TrashItem, type TrashList } from "./model.ts";

const TRASH = "/api/fettle/1/trash";
/** As many as the trash tells at once. */
const ITEMS_MAX = 10_000;

const KIND = {
  summary: "only things of this kind, as `fettle trash list` tells it",
  type: "string",
  value: "KIND",
} as const;
const REFS = "ids, starts of ids, or names, of what lies in the trash";

const list = defineCommand({
  name: "list",
  summary: "show what lies in the trash, with sizes and the day of its purge",
  details:
    "What was deleted, by Fettle or by a client of a foreign protocol, waits in the trash with its files, and is purged after 30 days or as many as settings.yaml of the store says (trash: days:). What something else refers to stays. After the clock jumped ahead by over two days, nothing is purged for its age before the server has run for 24 hours; the list says so.",
  args: [],
  flags: {
    kind: KIND,
    project: { summary: "only things of this project", type: "string", value: "NAME" },
  },
  examples: [
    ["fettle trash list", "what could be restored, the latest first"],
    ["fettle trash list --kind view", "of one kind"],
  ],
  async run({ flags }, context) {
    const client = (await context.server()).api<TrashApi>();
    const { kind, project } = flags;
    const found = await client.get(TRASH, { query: { kind, project } });
    const { trashText } = await import("./trash-text.ts");
    return { data: found, text: trashText(found) };
  },
});

const put = defineCommand({
  name: "put",
  summary: "move things to the trash by their ids",
  details:
    "They can be restored until they are purged. What is still being written, and what something else refers to, is refused; then nothing is moved.",
  args: [{ name: "id", summary: "ids of things", required: true, many: true }],
  flags: {
    kind: { ...KIND, summary: "what they are, where several kinds know an id" },
    reason: { summary: "why, for histories", type: "string", value: "TEXT" },
  },
  examples: [["fettle trash put 3f2a91c7d2e84b6f9a0c1d2e3f405162", "one thing"]],
  async run({ args, flags }, context) {
    const { kind, reason } = flags;
    const ids = [...new Set(args.id)];
    const wanted = kind === undefined ? { ids } : { things: ids.map((id) => ({ kind, id })) };
    const client = (await context.server()).api<TrashApi>();
    await client.post(TRASH, { body: { ...wanted, reason } });
    return {
      data: { trashed: ids },
      text: `${ids.map(shortId).join("\n")}\nin the trash; fettle trash restore brings them back`,
    };
  },
});

const restore = defineCommand({
  name: "restore",
  summary: "take things out of the trash, as they were",
  args: [{ name: "ref", summary: REFS, required: true, many: true }],
  flags: {
    as: { summary: "give it another name, which frees the old one", type: "string", value: "NAME" },
    kind: KIND,
  },
  examples: [
    ["fettle trash restore 3f2a", "one thing"],
    ["fettle trash restore scratch --as scratch-2025", "under another name"],
  ],
  async run({ args, flags }, context) {
    const client = (await context.server()).api<TrashApi>();
    const items = await itemsOf(client, args.ref, flags.kind);
    await client.post(`${TRASH}/restore`, { body: { things: things(items), as: flags.as } });
    return {
      data: { restored: items.map((item) => item.id) },
      text: items.map((item) => lineOf(item, flags.as)).join("\n"),
    };
  },
});

const purge = defineCommand({
  name: "purge",
  summary: "remove things in the trash for good",
  details:
    "Records, lineage and files go, and a name is free then. What something else refers to is refused, with the names of what does.",
  args: [{ name: "ref", summary: REFS, many: true }],
  flags: {
    kind: KIND,
    expired: { summary: "all that has lain there long enough", type: "boolean" },
    "dry-run": { summary: "show what would go, and change nothing", type: "boolean" },
  },
  examples: [
    ["fettle trash purge 3f2a", "one thing"],
    ["fettle trash purge --expired --dry-run", "what would go by itself"],
  ],
  async run({ args, flags }, context) {
    if (args.ref.length > 0 === flags.expired)
      throw usage("name what to purge, or --expired", "trash purge");
    if (flags.expired && flags.kind !== undefined)
      throw usage("--expired purges all kinds; leave --kind out", "trash purge");
    const client = (await context.server()).api<TrashApi>();
    const { items, waits } = flags.expired
      ? await expired(client, context.clock.now())
      : { items: await itemsOf(client, args.ref, flags.kind), waits: null };
    const { purgedText, trashText } = await import("./trash-text.ts");
    if (flags["dry-run"]) {
      const bytes = items.reduce((n, one) => n + (one.bytes ?? 0), 0);
      const found = { items, total: items.length, bytes, waits };
      return { data: found, text: trashText(found) };
    }
    const body = flags.expired ? { expired: true as const } : { things: things(items) };
    const purged = await client.post(`${TRASH}/purge`, { body });
    const nothing = purged.gone.every(({ count }) => count === 0);
    return {
      data: purged,
      text: purgedText(purged),
      ...(nothing ? { exit: EXIT.nothing } : {}),
    };
  },
});

/** `fettle trash ...`. */
export const commands: readonly CommandShape[] = [list, put, restore, purge];

function usage(problem: string, command: string): Error {
  return fail(GROUND_ERRORS, "USAGE", { problem, command });
}

function things(items: readonly TrashItem[]): { kind: string; id: string }[] {
  return items.map(({ kind, id }) => ({ kind, id }));
}

/** What lies in the trash under these ids, starts of ids, or names; a name means the latest of it. */
async function itemsOf(
  client: Caller<TrashApi>,
  refs: readonly string[],
  kind: string | undefined,
): Promise<TrashItem[]> {
  const { items } = await client.get(TRASH, { query: { limit: ITEMS_MAX, kind } });
  const { ERRORS } = await import("./errors.ts");
  return refs.map((ref) => {
    const exact = items.find((item) => item.id === ref) ?? items.find((item) => item.name === ref);
    if (exact !== undefined) return exact;
    const near = ref.length < 4 ? [] : items.filter((item) => item.id.startsWith(ref));
    const [only, ...others] = near;
    if (only === undefined) throw fail(ERRORS, "TRASH_UNKNOWN", { ref });
    if (others.length > 0)
      throw fail(ERRORS, "TRASH_AMBIGUOUS", {
        ref,
        matches: near
          .slice(0, 5)
          .map((item) => item.id.slice(0, ref.length + 4))
          .join(", "),
      });
    return only;
  });
}

async function expired(
  client: Caller<TrashApi>,
  now: number,
): Promise<Pick<TrashList, "items" | "waits">> {
  const { items, waits } = await client.get(TRASH, { query: { limit: ITEMS_MAX } });
  const old = items.filter(
    (item) => item.purgeAt !== null && item.purgeAt < now && item.referencedBy.length === 0,
  );
  return { items: old, waits };
}

function lineOf(item: TrashItem, as: string | undefined): string {
  const what = item.holds === 1 ? item.kind : `${item.kind}, holds ${item.holds}`;
  return `${shortId(item.id)}  ${as ?? item.name}  (${what})`;
}
