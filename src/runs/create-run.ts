import { fail } from "#ground/errors";
import { newId } from "#ground/id";
import { tagValue } from "#ground/mlflow";
import { redactTag } from "#ground/redaction";
import type { ServerContext } from "#ground/server";
import { generatedName } from "#ground/words";
import { ERRORS } from "./errors.ts";
import { activeExperiment } from "./experiments/index.ts";
import { makeRun } from "./make-run.ts";
import type { Pair } from "./model.ts";
import type { RunRecord } from "./store/run-columns.ts";

/** What an MLflow client starts a run with. */
export type NewForeignRun = {
  readonly experimentId: number;
  readonly user: string | undefined;
  readonly name: string | undefined;
  readonly startedAt: number;
  readonly tags: readonly Pair[];
};

/** A run as it was started. */
type StartedRun = RunRecord & {
  /** In the order of their keys. */
  readonly tags: Record<string, string>;
};

/** Starts a run that an MLflow client asks for. Its project is the tag `fettle.project`, else its experiment's. */
export async function createRun(context: ServerContext, run: NewForeignRun): Promise<StartedRun> {
  const tags = new Map(run.tags.map(({ key, value }) => [key, value]));
  const given = givenName(run);
  // A name of spaces alone is none, though MLflow keeps it: no list could show it.
  const name = given.trim() === "" ? generatedName() : given;
  tags.set("mlflow.runName", name);
  const fact = (key: string): string | undefined => tagValue(tags.get(key) ?? "") || undefined;
  const facts = {
    id: newId(),
    name: tagValue(name),
    user: fact("mlflow.user") ?? run.user ?? "",
    status: "RUNNING",
    startedAt: run.startedAt,
    commit: fact("mlflow.source.git.commit") ?? null,
    branch: fact("mlflow.source.git.branch") ?? null,
    dirty: false,
    command: null,
    folder: null,
    notebook: null,
    data: [],
    origin: "live",
  } as const;
  const pairs = pairsOf({ ...run, tags: [...tags].map(([key, value]) => ({ key, value })) });
  return context.database.write(async (tx) => {
    const experiment = await activeExperiment(tx, run.experimentId);
    const project = fact("fettle.project") ?? experiment.project;
    const made = await makeRun(tx, context, { ...facts, project, experiment, tags: pairs });
    return { ...made, tags: asRecord(pairs) };
  });
}

/** The name that a client gives its run, by either of its ways; empty without one. RUNS_NAME_CONFLICT where they differ. */
export function givenName({ name, tags }: NewForeignRun): string {
  const tag = tags.findLast(({ key }) => key === "mlflow.runName")?.value;
  if (name && tag && name !== tag) throw fail(ERRORS, "RUNS_NAME_CONFLICT", { name, tag });
  return name || tag || "";
}

/** A run's tags as the table keeps them, each key once, in their order. */
export function pairsOf({ tags }: NewForeignRun): Pair[] {
  const last = new Map(tags.map(({ key, value }) => [key, value]));
  const pairs = [...last].map(([key, value]) => ({ key, value: tagValue(redactTag(key, value)) }));
  return pairs.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function asRecord(tags: readonly Pair[]): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const { key, value } of tags) record[key] = value;
  return record;
}
