import { type CommandShape, defineCommand } from "#ground/cli";
import { EXIT, fail, GROUND_ERRORS } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { ExperimentRow } from "../experiments/index.ts";
import type { RunDetail } from "../model.ts";
import type { Purged, TrashItem, TrashList } from "../trash/index.ts";

const API = "/api/fettle/1/runs";

const trash = defineCommand({
  name: "trash",
  summary: "show what lies in the trash, with sizes and the day of its purge",
  details:
    "Runs and experiments that were deleted, by Fettle or by an MLflow client, wait in the trash with their files, and are purged after 30 days or as many as settings.yaml of the store says (trashDays). What a registered model, a report or a decision refers to stays.",
  args: [{ name: "action", summary: "list, which is the default" }],
  flags: {},
  examples: [["fettle runs trash", "what could be restored, the latest first"]],
  async run({ args }, context) {
    if (args.action !== undefined && args.action !== "list")
      throw usage(`no action ${JSON.stringify(args.action)}; expected list`, "runs trash");
    const list = await (await context.server()).get<TrashList>(`${API}/trash`);
    const { trashText } = await import("../printing/index.ts");
    return { data: list, text: trashText(list) };
  },
});

const remove = defineCommand({
  name: "delete",
  summary: "move runs or an experiment to the trash",
  details:
    "They can be restored until they are purged. A run that still reports, and one that a registered model, a report or a decision refers to, is refused.",
  args: [{ name: "run", summary: "ids, starts of ids, or names of runs", many: true }],
  flags: {
    experiment: {
      summary: "an experiment with all its runs",
      type: "strings",
      value: "NAME",
    },
  },
  examples: [
    ["fettle runs delete 3f2a bayes-2", "two runs"],
    ["fettle runs delete --experiment scratch", "an experiment with all its runs"],
  ],
  async run({ args, flags }, context) {
    const client = await context.server();
    const project = (await context.project()).name;
    const found: { id: string; name: string }[] = [];
    for (const ref of args.run)
      found.push(await client.get<RunDetail>(`${API}/${encodeURIComponent(ref)}`, { project }));
    if (flags.experiment.length > 0) found.push(...(await experiments(client, flags.experiment)));
    if (found.length === 0) throw usage("name a run, or --experiment NAME", "runs delete");
    const ids = [...new Set(found.map((one) => one.id))];
    await client.post(`${API}/trash`, { ids });
    const lines = found.map(({ id, name }) => `${id.slice(0, 8)}  ${name}`);
    return {
      data: { trashed: ids },
      text: `${lines.join("\n")}\nin the trash; fettle runs restore brings them back`,
    };
  },
});

const restore = defineCommand({
  name: "restore",
  summary: "take runs or an experiment out of the trash, as they were",
  args: [
    {
      name: "ref",
      summary: "ids, starts of ids, or names, of runs and experiments in the trash",
      required: true,
      many: true,
    },
  ],
  flags: {
    as: {
      summary: "give it another name, which frees the old one of an experiment",
      type: "string",
      value: "NAME",
    },
  },
  examples: [
    ["fettle runs restore 3f2a", "a run"],
    ["fettle runs restore scratch --as scratch-2025", "an experiment; a new scratch can be made"],
  ],
  async run({ args, flags }, context) {
    const client = await context.server();
    const items = await itemsOf(client, args.ref);
    const ids = items.map((item) => item.id);
    await client.post(`${API}/trash/restore`, {
      ids,
      ...(flags.as === undefined ? {} : { as: flags.as }),
    });
    return {
      data: { restored: ids },
      text: items.map((item) => lineOf(item, flags.as)).join("\n"),
    };
  },
});

const purge = defineCommand({
  name: "purge",
  summary: "remove runs or an experiment in the trash for good",
  details:
    "Records, points, lineage and files go, and the name of an experiment is free then. What a registered model, a report or a decision refers to is refused with their names.",
  args: [
    {
      name: "ref",
      summary: "ids, starts of ids, or names, of runs and experiments in the trash",
      many: true,
    },
  ],
  flags: {
    expired: { summary: "all that has lain there long enough", type: "boolean" },
    "dry-run": { summary: "show what would go, and change nothing", type: "boolean" },
  },
  examples: [
    ["fettle runs purge 3f2a", "one run"],
    ["fettle runs purge --expired --dry-run", "what would go by itself"],
  ],
  async run({ args, flags }, context) {
    if (args.ref.length > 0 === flags.expired)
      throw usage("name what to purge, or --expired", "runs purge");
    const client = await context.server();
    const items = flags.expired
      ? await expired(client, context.clock.now())
      : await itemsOf(client, args.ref);
    const { purgedText, trashText } = await import("../printing/index.ts");
    if (flags["dry-run"]) {
      const list = {
        items,
        total: items.length,
        bytes: items.reduce((n, one) => n + (one.bytes ?? 0), 0),
      };
      return { data: list, text: trashText(list) };
    }
    const body = flags.expired ? { expired: true } : { ids: items.map((item) => item.id) };
    const purged = await client.post<Purged>(`${API}/trash/purge`, body);
    const nothing = purged.runs + purged.experiments === 0;
    return {
      data: purged,
      text: purgedText(purged),
      ...(nothing ? { exit: EXIT.nothing } : {}),
    };
  },
});

/** Commands about runs that are to go. */
export const TRASH_COMMANDS: readonly CommandShape[] = [trash, remove, restore, purge];

function usage(problem: string, command: string): Error {
  return fail(GROUND_ERRORS, "USAGE", { problem, command });
}

async function experiments(
  client: ServerClient,
  names: readonly string[],
): Promise<ExperimentRow[]> {
  const { experiments: all } = await client.get<{ experiments: ExperimentRow[] }>(
    `${API}/experiments`,
  );
  const { ERRORS } = await import("../errors.ts");
  return names.map((name) => {
    const found = all.find((one) => one.name === name && one.lifecycle === "active");
    if (found === undefined)
      throw fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: name });
    return found;
  });
}

/** As many as the trash tells at once. */
const ITEMS_MAX = 10_000;

/** What lies in the trash under these ids, starts of ids, or names; a name means the latest of it. */
async function itemsOf(client: ServerClient, refs: readonly string[]): Promise<TrashItem[]> {
  const { items } = await client.get<TrashList>(`${API}/trash`, { limit: ITEMS_MAX });
  const { ERRORS } = await import("../errors.ts");
  return refs.map((ref) => {
    const exact = items.find((item) => item.id === ref) ?? items.find((item) => item.name === ref);
    if (exact !== undefined) return exact;
    const near = ref.length < 4 ? [] : items.filter((item) => item.id.startsWith(ref));
    const [only, ...others] = near;
    if (only === undefined) throw fail(ERRORS, "RUNS_NOT_TRASHED", { ref });
    if (others.length > 0)
      throw fail(ERRORS, "RUNS_REF_AMBIGUOUS", {
        ref,
        matches: near
          .slice(0, 5)
          .map((item) => item.id.slice(0, ref.length + 4))
          .join(", "),
      });
    return only;
  });
}

async function expired(client: ServerClient, now: number): Promise<TrashItem[]> {
  const { items } = await client.get<TrashList>(`${API}/trash`, { limit: ITEMS_MAX });
  return items.filter(
    (item) => item.purgeAt !== null && item.purgeAt < now && item.referencedBy.length === 0,
  );
}

function lineOf(item: TrashItem, as: string | undefined): string {
  const what = item.kind === "experiment" ? `experiment, ${item.runs} runs` : "run";
  return `${item.id.slice(0, 8)}  ${as ?? item.name}  (${what})`;
}
