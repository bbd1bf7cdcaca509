import { type Document, LineCounter, parseAllDocuments } from "yaml";
import { describeProblem } from "#ground/config";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { type DialogueText, dialogueSchema } from "./schema.ts";

/** A dialogue of a file, and where in it. */
export type Dialogue = DialogueText & { readonly file: string; readonly line: number };

/**
 * Reads the dialogues of a file's text; several are parted by `---`. DIALOGUES_FILE_INVALID names the line, the key and
 * what was expected. `file` is only for the messages.
 */
export function parseDialogues(file: string, text: string): Dialogue[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
  });
  const documents = ("empty" in parsed ? [] : parsed) as Document.Parsed[];
  const dialogues: Dialogue[] = [];
  for (const document of documents) {
    const broken = document.errors[0];
    if (broken !== undefined)
      throw invalid(file, {
        line: lines.linePos(broken.pos[0]).line,
        problem: broken.message.split("\n")[0] ?? "not YAML",
        fix: undefined,
      });
    const start = document.contents?.range?.[0];
    const value = contentOf(file, document);
    if (start === undefined || value === null) continue;
    dialogues.push({
      ...check(file, document, lines, value),
      file,
      line: lines.linePos(start).line,
    });
  }
  if (dialogues.length === 0)
    throw invalid(file, { line: undefined, problem: "holds no dialogue", fix: undefined });
  return dialogues;
}

/** Aliases that multiply themselves (a YAML bomb) are refused by the parser, those that hold themselves by us. */
function contentOf(file: string, document: Document.Parsed): unknown {
  try {
    const content: unknown = document.toJS();
    JSON.stringify(content);
    return content;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw invalid(file, { line: undefined, problem, fix: undefined });
  }
}

function check(
  file: string,
  document: Document.Parsed,
  lines: LineCounter,
  value: unknown,
): DialogueText {
  if (Array.isArray(value))
    throw invalid(file, {
      line: undefined,
      problem: "holds a list; expected dialogues parted by a line `---`",
      fix: undefined,
    });
  const result = dialogueSchema.safeParse(value);
  if (!result.success)
    throw invalid(
      file,
      describeProblem(dialogueSchema, result.error.issues[0], { document, lines }),
    );
  if (!checksSomething(result.data))
    throw invalid(file, {
      line: lines.linePos(document.contents?.range?.[0] ?? 0).line,
      problem: `${JSON.stringify(result.data.dialogue)} checks nothing, so it could never fail`,
      fix: "say under `agent:` or `after:` what must hold",
    });
  return result.data;
}

function checksSomething(dialogue: DialogueText): boolean {
  return [...dialogue.turns.map((turn) => turn.agent), dialogue.after].some(holdsAny);
}

/** An expectation that is there may still be empty: `calls: {}`. */
function holdsAny(expected: object): boolean {
  return Object.values(expected).some((inner) => Object.keys(inner ?? {}).length > 0);
}

function invalid(
  file: string,
  found: { line: number | undefined; problem: string; fix: string | undefined },
): Error {
  return fail(ERRORS, "DIALOGUES_FILE_INVALID", {
    file,
    line: found.line,
    problem: found.problem,
    fix: found.fix ?? "docs/guide/dialogues.md tells the format",
  });
}
