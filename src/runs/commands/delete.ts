import { defineCommand } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { RunsApi } from "../api.ts";
import type { ExperimentRow } from "../experiments/index.ts";

/** `fettle runs delete`. */
export const deleteCommand = defineCommand({
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
    const found: { kind: string; id: string; name: string }[] = [];
    for (const ref of args.run) {
      const asked = { params: { ref }, query: { project } };
      const run = await client.api<RunsApi>().get("/api/fettle/1/runs/:ref", asked);
      found.push({ ...run, kind: "run" });
    }
    if (flags.experiment.length > 0) {
      const rows = await experiments(client, flags.experiment);
      found.push(...rows.map((row) => ({ ...row, kind: "experiment" })));
    }
    if (found.length === 0)
      throw fail(GROUND_ERRORS, "USAGE", {
        problem: "name a run, or --experiment NAME",
        command: "runs delete",
      });
    const things = found.map(({ kind, id }) => ({ kind, id }));
    const { sendToTrash } = await import("#trash");
    await sendToTrash(client, things);
    const lines = found.map(({ id, name }) => `${id.slice(0, 8)}  ${name}`);
    return {
      data: { trashed: [...new Set(found.map((one) => one.id))] },
      text: `${lines.join("\n")}\nin the trash; fettle trash restore brings them back`,
    };
  },
});

async function experiments(
  client: ServerClient,
  names: readonly string[],
): Promise<ExperimentRow[]> {
  const { experiments: all } = await client.api<RunsApi>().get("/api/fettle/1/runs/experiments");
  const { ERRORS } = await import("../errors.ts");
  return names.map((name) => {
    const found = all.find((one) => one.name === name && one.lifecycle === "active");
    if (found === undefined)
      throw fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: name });
    return found;
  });
}
