import type { Tx } from "#ground/database";
import { redactCommand } from "#ground/redaction";
import type { ServerContext } from "#ground/server";
import { recordEdge } from "#lineage";
import type { Experiment } from "./experiments/index.ts";
import { rememberRun } from "./metrics/index.ts";
import type { Pair } from "./model.ts";
import { runRoot } from "./own-artifacts/index.ts";
import { insertRun, type NewRun } from "./store/insert-run.ts";
import type { RunRecord } from "./store/run-columns.ts";
import { insertTags } from "./store/upsert-tag.ts";

/** A run to be: all that is known of it when it begins. */
export type WantedRun = Omit<NewRun, "experimentId" | "artifactRoot"> & {
  readonly experiment: Experiment;
  /** Each key once. */
  readonly tags: readonly Pair[];
};

/**
 * Makes a run, whether `fettle run` starts it, a client logs it or an import brings it: with its tags, the place of its
 * artifacts, and its lineage, in one write. What an import brings rings no bell; pages are told of it once a batch.
 */
export async function makeRun(
  tx: Tx,
  context: ServerContext,
  wanted: WantedRun,
): Promise<RunRecord> {
  const { experiment, tags, ...given } = wanted;
  // Here for imports, whose source may know fewer secrets.
  const command = given.command === null ? null : redactCommand(given.command);
  const facts = { ...given, command };
  const { id, project, startedAt, status } = facts;
  const artifactRoot = runRoot(context.settings, experiment, id);
  const made: NewRun = { ...facts, experimentId: experiment.id, artifactRoot };
  const number = await insertRun(tx, made);
  if (tags.length > 0) await insertTags(tx, number, tags);
  for (const { path, md5 } of facts.data)
    await recordEdge(tx, {
      project,
      from: { kind: "data", id: `${path}@${md5}` },
      to: { kind: "run", id },
      relation: "used",
      at: startedAt,
    });
  if (facts.origin === "live")
    tx.afterCommit(() => {
      rememberRun(context, id, number);
      context.events.publish("runs");
      context.events.publish(`runs/${id}`, { status });
    });
  return {
    ...made,
    number,
    experiment: experiment.name,
    lifecycle: "active",
    endedAt: null,
    exitCode: null,
    lostAt: null,
  };
}
