import type { Output } from "#ground/cli";
import { objectPath, statOf } from "./cache/index.ts";
import { trackedAt } from "./checkout.ts";
import { compare, refuseLegacy } from "./compare.ts";
import { findRepository } from "./find-repository.ts";
import { listTracked, posixPath } from "./find-tracked.ts";
import { createPulse } from "./tree/index.ts";

/** How one tracked file or folder stands. Paths are relative to the project's root; a folder's files inside it. */
export type Standing = {
  readonly path: string;
  /** `untold` is a folder whose list of files the cache lacks. */
  readonly state: "same" | "modified" | "deleted" | "untold";
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** Recorded contents that the cache does not have; the empty path is the file, or the folder's list. */
  readonly notInCache: readonly string[];
};

export type StatusOptions = {
  readonly root: string;
  readonly paths: readonly string[];
  readonly output: Pick<Output, "progress">;
  readonly signal?: AbortSignal;
};

/** Compares tracked data with what is there, and looks what the cache lacks. Changes nothing. */
export async function status(options: StatusOptions): Promise<Standing[]> {
  const { root, paths } = options;
  const repository = findRepository(root);
  if (repository === undefined) return [];
  const all = paths.length === 0 ? await listTracked(root, repository) : [];
  for (const path of paths) all.push(...(await trackedAt(path, root, repository)));
  const tracked = all.filter((one) => one.out.md5 !== undefined && one.out.cached);
  const progress = options.output.progress("comparing", tracked.length);
  const standings: Standing[] = [];
  try {
    for (const one of tracked) {
      const path = posixPath(root, one.path);
      progress.note(path);
      refuseLegacy(one, path);
      const state = await compare(one, repository, createPulse(options.signal));
      const has = (md5: string): boolean => statOf(objectPath(repository.cache, md5)) !== undefined;
      const lacking = [...(state.recorded ?? [])].filter(([, md5]) => !has(md5));
      standings.push({
        path,
        state: stateOf(state),
        added: state.recorded === undefined ? [] : state.extra,
        modified: state.modified,
        deleted: state.shape === "absent" ? [] : state.gone,
        notInCache: state.recorded === undefined ? [""] : lacking.map(([relpath]) => relpath),
      });
      progress.advance();
    }
  } finally {
    progress.end();
  }
  return standings;
}

function stateOf(state: Awaited<ReturnType<typeof compare>>): Standing["state"] {
  if (state.same) return "same";
  if (state.shape === "absent") return "deleted";
  return state.recorded === undefined ? "untold" : "modified";
}
