import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeFileWhole } from "#ground/files";
import { linkStat, type Target } from "./check-targets.ts";
import { ignoreLine, withIgnoreLine } from "./dvc/index.ts";
import { type Repository, textOrNone } from "./find-repository.ts";

/** A line that was added to a .gitignore. */
export type Hidden = {
  readonly file: string;
  /** Leaves the file as it was before. */
  takeBack(): void;
};

/** Adds data to the .gitignore beside it, where git does not ignore it already; undefined where nothing was to do. */
export function hideFromGit(target: Target, repository: Repository): Hidden | undefined {
  if (repository.gitRoot === undefined || repository.noScm || target.inGitIgnore) return undefined;
  const file = join(dirname(target.path), ".gitignore");
  const before = textOrNone(file);
  const existed = linkStat(file) !== undefined;
  const after = withIgnoreLine(before, ignoreLine(basename(target.path)));
  if (after === undefined) return undefined;
  writeFileWhole(file, after);
  return {
    file,
    takeBack() {
      // Somebody may have written to it meanwhile; then their text stays.
      if (textOrNone(file) !== after) return;
      if (existed) writeFileWhole(file, before);
      else rmSync(file, { force: true });
    },
  };
}
