import { type CommandShape, defineCommand } from "#ground/cli";
import type { LineageApi } from "./api.ts";

const show = defineCommand({
  name: "show",
  summary: "show where a thing came from and what came from it",
  details:
    "A thing is written kind:id. Each line of the answer tells one step: a thing, how it came to be, what it came from.",
  args: [{ name: "thing", summary: "kind:id, for instance model:intent@2", required: true }],
  flags: { depth: { type: "integer", value: "N", summary: "steps in each direction (default 5)" } },
  examples: [
    ["fettle lineage show model:intent@2", "the run and the data that a version came from"],
    ["fettle lineage show data:data/train.csv@<hash>", "what was made with these data"],
    ["fettle lineage show run:<id>", "the same for a run, report, comparison or decision"],
  ],
  async run({ args, flags }, context) {
    const { fail } = await import("#ground/errors");
    const { ERRORS } = await import("./errors.ts");
    const { KIND, READS } = await import("./model.ts");
    const colon = args.thing.indexOf(":");
    const kind = args.thing.slice(0, Math.max(0, colon));
    const id = args.thing.slice(colon + 1);
    if (!KIND.test(kind) || id === "")
      throw fail(ERRORS, "LINEAGE_THING_INVALID", { thing: args.thing });
    const server = (await context.server()).api<LineageApi>();
    const data = await server.get("/api/fettle/1/lineage/:kind/*", {
      params: { kind, "*": id },
      query: { depth: flags.depth },
    });
    const { EXIT } = await import("#ground/errors");
    if (data.edges.length === 0)
      return { data, text: `nothing is recorded about ${args.thing}`, exit: EXIT.nothing };
    const lines = data.edges.map(
      ({ from, to, relation }) =>
        `${to.kind}:${to.id}  ${READS[relation] ?? relation}  ${from.kind}:${from.id}`,
    );
    return { data, text: lines.join("\n") };
  },
});

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [show];
