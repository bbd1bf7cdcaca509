import type { Tx } from "#ground/database";
import type { ServerContext } from "#ground/server";
import { recordEdge } from "#lineage";
import { readRunFacts } from "#runs";
import { insertVersion, type NewVersion } from "./store/insert-version.ts";
import { putTag } from "./store/tags.ts";
import { announceVersion } from "./webhooks/index.ts";

/** A version to be, with its tags and the version that it is a copy of. */
export type WantedVersion = NewVersion & {
  readonly tags: Readonly<Record<string, string>>;
  readonly copyOf?: { readonly name: string; readonly version: number };
};

/**
 * Makes a version of a model that is there, whoever asks for it, with its tags and where it came from: the next one, or
 * that of a number which must be free. Webhooks hear of it but where an import brings it.
 */
export async function makeVersion(
  tx: Tx,
  context: ServerContext,
  wanted: WantedVersion,
): Promise<number> {
  const { name, tags, copyOf, project, createdAt: at } = wanted;
  const version = await insertVersion(tx, wanted);
  for (const [key, value] of Object.entries(tags)) await putTag(tx, { name, version, key, value });
  const to = { kind: "model", id: `${name}@${version}` } as const;
  // A version may name a run that this server has never seen.
  if (wanted.runId !== null && (await readRunFacts(tx, wanted.runId)) !== undefined) {
    const from = { kind: "run", id: wanted.runId } as const;
    await recordEdge(tx, { project, from, to, relation: "produced", at });
  }
  if (copyOf !== undefined) {
    const from = { kind: "model", id: `${copyOf.name}@${copyOf.version}` } as const;
    await recordEdge(tx, { project, from, to, relation: "copied", at });
  }
  if (wanted.origin === "imported") return version;
  await announceVersion(tx, context, { ...wanted, version });
  tx.afterCommit(() => context.events.publish(`models/${name}`, { version }));
  return version;
}
