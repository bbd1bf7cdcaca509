import { fail } from "#ground/errors";
import { parseDuration } from "#ground/words";
import { ERRORS } from "../errors.ts";
import type { Case, Expectation, Turn } from "../model.ts";
import type { Dialogue } from "./parse-dialogues.ts";

/**
 * The cases of these dialogues, in their order: one with the first phrasing of every turn, then one for each further
 * phrasing, with the others at their first. Two dialogues of one name are DIALOGUES_DUPLICATE.
 */
export function makeCases(dialogues: readonly Dialogue[]): Case[] {
  const seen = new Map<string, Dialogue>();
  const cases: Case[] = [];
  for (const dialogue of dialogues) {
    const id = `${dialogue.file.replace(/\.ya?ml$/i, "")}/${slug(dialogue.dialogue)}`;
    const first = seen.get(id);
    if (first !== undefined)
      throw fail(ERRORS, "DIALOGUES_DUPLICATE", {
        id,
        first: `${first.file}:${first.line}`,
        second: `${dialogue.file}:${dialogue.line}`,
      });
    seen.set(id, dialogue);
    cases.push(...casesOf(dialogue, id));
  }
  return cases;
}

function casesOf(dialogue: Dialogue, id: string): Case[] {
  const firsts = dialogue.turns.map((turn) => turn.user[0] as string);
  const phrasings = [firsts];
  for (const [at, turn] of dialogue.turns.entries())
    for (const phrasing of turn.user.slice(1)) phrasings.push(firsts.with(at, phrasing));
  const expectations = dialogue.turns.map((turn) => expectationOf(turn.agent));
  return phrasings.map((users, i) => ({
    id: i === 0 ? id : `${id}#${i + 1}`,
    dialogue: dialogue.dialogue,
    file: dialogue.file,
    line: dialogue.line,
    tags: dialogue.tags,
    mustPass: !dialogue.tags.includes("may-fail"),
    given: dialogue.given,
    turns: users.map((user, at): Turn => ({ user, agent: expectations[at] as Expectation })),
    after: dialogue.after as Case["after"],
    repeat: {
      times: dialogue.repeat.times,
      need: dialogue.repeat.need ?? dialogue.repeat.times,
    },
  }));
}

function expectationOf(agent: Dialogue["turns"][number]["agent"]): Expectation {
  const { within, ...rest } = agent;
  const withinMs = within === undefined ? undefined : parseDuration(within);
  return { ...(rest as Expectation), ...(withinMs === undefined ? {} : { withinMs }) };
}

/** The title in small letters, digits and dashes. */
function slug(title: string): string {
  return title
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}
