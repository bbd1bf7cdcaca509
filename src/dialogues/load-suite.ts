import { createHash } from "node:crypto";
import { join } from "node:path";
import { readText } from "#ground/files";
import type { DialogueSettings } from "./config.ts";
import {
  findFiles,
  makeCases,
  parseDialogues,
  type Selection,
  selectCases,
} from "./format/index.ts";
import type { Case, Suite } from "./model.ts";

/**
 * Reads all dialogue files of a project and keeps the selected cases. Every file is read whatever is selected, so that
 * a broken one is told at once. An empty suite is an error, never a success.
 */
export async function loadSuite(
  root: string,
  settings: Pick<DialogueSettings, "files">,
  selection?: Selection,
): Promise<Suite> {
  const dialogues = findFiles(root, settings.files).flatMap((file) =>
    parseDialogues(file, readText(join(root, file))),
  );
  const cases = selectCases(makeCases(dialogues), selection);
  return { hash: hashOf(cases), cases };
}

/** Of all that decides an outcome; a file may move its lines and keep its hash. */
function hashOf(cases: readonly Case[]): string {
  const content = cases.map(({ line: _line, ...rest }) => rest);
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
