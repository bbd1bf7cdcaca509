import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { dataVersion } from "#data";
import type { Context } from "#ground/cli";
import type { Project } from "#ground/config";
import { environment } from "#ground/environment";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { gitState, workTreePatch } from "#ground/git";
import { newId } from "#ground/id";
import { findProgram } from "#ground/process";
import { redactRecord, secretValues } from "#ground/redaction";
import { currentUser } from "#ground/user";
import type { StartRunBody } from "../api.ts";
import { runsSection } from "../config.ts";
import { LOST_AFTER_MS } from "./heartbeat.ts";
import { surroundings } from "./surroundings.ts";

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
  /** Names of secrets, besides those that the project's settings name. */
  readonly redact?: readonly string[];
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
  const settings = project.settings(runsSection);
  const patterns = [...settings.redact, ...(launch.redact ?? [])];
  // The command inherits this environment: what is secret there is one wherever it turns up.
  const known = { patterns, values: secretValues(environment(), patterns) };
  const git = await gitState(context.cwd);
  const patch = git.commit === undefined ? undefined : await workTreePatch(context.cwd, known);
  if (git.commit === undefined)
    context.output.warn(`the run is recorded with commit "none": ${git.why}`);
  const found = {
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
    environment: surroundings({
      cwd: context.cwd,
      root: project.root,
      program: findProgram(context.cwd, launch.command[0] as string),
      env: environment(),
      known,
    }),
    ...(patch === undefined ? {} : { patch }),
    lostAfterMs: LOST_AFTER_MS,
    choices: { lostAfterMs: settings.lostAfter ?? null, best: settings.best },
  };
  return redactRecord(found, known);
}

/** A path as records hold it: separated by `/`, relative to the project's root. */
function withinProject(root: string, cwd: string, path: string): string {
  const way = relative(root, resolve(cwd, path));
  return way === "" ? "." : way.split(sep).join("/");
}
