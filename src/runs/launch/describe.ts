import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { dataVersion } from "#data";
import type { Context } from "#ground/cli";
import type { Project } from "#ground/config";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { gitState } from "#ground/git";
import { newId } from "#ground/id";
import { currentUser } from "#ground/user";
import type { StartRunBody } from "../api.ts";

/** What a person typed for `fettle run`. */
export type Launch = {
  readonly name: string | undefined;
  readonly experiment: string | undefined;
  /** Relative to the current folder, as the notebook. */
  readonly data: readonly string[];
  readonly notebook: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly command: readonly string[];
};

/** All that is known of a run before it starts. Changes nothing; a missing file is an error here. */
export async function describe(
  launch: Launch,
  project: Project,
  context: Context,
): Promise<Omit<StartRunBody, "startedAt">> {
  const inside = (path: string): string => withinProject(project.root, context.cwd, path);
  if (launch.notebook !== undefined && !existsSync(resolve(context.cwd, launch.notebook)))
    throw fail(GROUND_ERRORS, "FILE_MISSING", { path: launch.notebook, expected: "a notebook" });
  const data = [];
  for (const path of launch.data) data.push(await dataVersion(project.root, inside(path)));
  const git = await gitState(context.cwd);
  if (git.commit === undefined)
    context.output.warn(`the run is recorded with commit "none": ${git.why}`);
  return {
    id: newId(),
    project: project.name,
    experiment: launch.experiment ?? project.name,
    ...(launch.name === undefined ? {} : { name: launch.name }),
    user: currentUser().name,
    command: [...launch.command],
    folder: inside("."),
    ...(git.commit === undefined ? {} : { commit: git.commit }),
    ...(git.branch === undefined ? {} : { branch: git.branch }),
    dirty: git.dirty,
    data,
    ...(launch.notebook === undefined ? {} : { notebook: inside(launch.notebook) }),
    params: { ...launch.params },
    tags: { ...launch.tags },
  };
}

/** A path as records hold it: separated by `/`, relative to the project's root. */
function withinProject(root: string, cwd: string, path: string): string {
  const way = relative(root, resolve(cwd, path));
  return way === "" ? "." : way.split(sep).join("/");
}
