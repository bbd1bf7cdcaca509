import { LineCounter, parseDocument } from "yaml";
import type { ZodType } from "zod";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { describeProblem } from "./describe-problem.ts";

/** A file of settings, as it stands there and as its schema made it. */
export type Checked<T> = { readonly tree: unknown; readonly data: T };

/**
 * Checks the YAML of a file by itself, so that a problem is told with its line: CONFIG_INVALID. `reference` is what to read
 * where the problem does not say what to do.
 */
export function checkYaml<T>(
  text: string,
  schema: ZodType<T>,
  from: { readonly file: string; readonly reference: string },
): Checked<T> {
  const { file, reference } = from;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined)
    throw fail(GROUND_ERRORS, "CONFIG_INVALID", {
      file,
      line: lines.linePos(broken.pos[0]).line,
      problem: broken.message.split("\n")[0] ?? "not YAML",
      fix: `correct the YAML in ${file}`,
    });
  const tree: unknown = document.toJS() ?? {};
  const result = schema.safeParse(tree);
  if (result.success) return { tree, data: result.data };
  const { line, problem, fix } = describeProblem(schema, result.error.issues[0], {
    document,
    lines,
  });
  throw fail(GROUND_ERRORS, "CONFIG_INVALID", { file, line, problem, fix: fix ?? reference });
}
