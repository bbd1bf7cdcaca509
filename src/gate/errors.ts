import { defineErrors, EXIT } from "#ground/errors";

/** What can keep the gate from answering, and what it refuses. */
export const ERRORS = defineErrors({
  GATE_SUITES_DIFFER: {
    message: (f: { problem: string }) => `these reports can't be compared: ${f.problem}`,
    hint: "run all arms again on the same dialogues: fettle compare <model>@<version>",
    status: 409,
    exit: EXIT.usage,
    when: "The reports of a comparison do not hold the same cases, or are not of the versions compared.",
  },
  GATE_NOTHING_COMPARED: {
    message: (f: { where: string }) => `${f.where}: no case ran, so there is nothing to compare`,
    hint: "fettle test; the setting dialogues.files says where dialogues lie",
    status: 409,
    exit: EXIT.nothing,
    when: "The suite of a comparison is empty.",
  },
  GATE_REPORT_UNKNOWN: {
    message: (f: { id: string }) => `no report ${f.id} in this store`,
    hint: "fettle compare <model>@<version> makes the reports it needs",
    status: 404,
    exit: EXIT.usage,
    when: "A comparison names a report that the store does not hold.",
  },
  GATE_COMPARISON_UNKNOWN: {
    message: (f: { id: string }) => `no comparison ${f.id} in this store`,
    hint: "fettle gate list",
    status: 404,
    exit: EXIT.usage,
    when: "An id, or the beginning of one, fits no comparison.",
  },
  GATE_NO_COMPARISON: {
    message: (f: { project: string }) => `project ${f.project} has no comparison yet`,
    hint: "fettle compare <model>@<version>",
    status: 404,
    exit: EXIT.nothing,
    when: "The last comparison is asked for and there is none.",
  },
  GATE_ID_TAKEN: {
    message: (f: { kind: string; id: string }) =>
      `the id ${f.id} belongs to another ${f.kind} already`,
    hint: "send a new id: 32 hex digits, made at random",
    status: 409,
    exit: EXIT.usage,
    when: "A request carries an id that was used for something else.",
  },
  GATE_REF_INVALID: {
    message: (f: { typed: string }) =>
      `${JSON.stringify(f.typed)} names no model version; expected one as in intent@2`,
    hint: "fettle models list",
    status: 400,
    exit: EXIT.usage,
    when: "What is to be compared or promoted is not written as `name@version`.",
  },
  GATE_NO_VERSION: {
    message: (f: { model: string }) => `model ${f.model} has no version`,
    hint: (f) => `fettle models register ${f.model} --run RUN`,
    status: 404,
    exit: EXIT.usage,
    when: "A model without versions is to be compared or promoted.",
  },
  GATE_AGENT_NOT_STARTABLE: {
    message: (f: { file: string }) =>
      `${f.file}: dialogues.agent.start is not set; the gate starts the agent itself, once for each arm`,
    hint: "set dialogues.agent.start to the command line that starts your agent on PORT",
    status: 400,
    exit: EXIT.usage,
    when: "A comparison is asked for in a project whose agent Fettle can't start.",
  },
  GATE_CHAMPION_MISSING: {
    message: (f: { model: string; version: number }) =>
      `model ${f.model} has no champion to compare ${f.model}@${f.version} with`,
    hint: (f) => `fettle promote ${f.model}@${f.version} makes it the first champion`,
    status: 409,
    exit: EXIT.nothing,
    when: "A comparison is asked for before the model has a champion.",
  },
  GATE_ALREADY_CHAMPION: {
    message: (f: { model: string; version: number }) =>
      `${f.model}@${f.version} is the champion already`,
    hint: (f) => `fettle gate history ${f.model}`,
    status: 409,
    exit: EXIT.nothing,
    when: "The champion is to be promoted, or compared with itself.",
  },
  GATE_NOT_COMPARED: {
    message: (f: { model: string; version: number; champion: number }) =>
      `${f.model}@${f.version} was not compared with the champion, ${f.model}@${f.champion}`,
    // To an older version one may have to go back at once.
    hint: (f) =>
      f.version > f.champion
        ? `fettle compare ${f.model}@${f.version}`
        : `fettle compare ${f.model}@${f.version}; or back at once: fettle promote ${f.model}@${f.version} --override --reason "..."`,
    status: 409,
    exit: EXIT.no,
    when: "A version is to be promoted without a comparison with the present champion.",
  },
  GATE_NOT_BETTER: {
    message: (f: { model: string; version: number; verdict: string; reason: string }) =>
      `the gate says ${f.verdict} for ${f.model}@${f.version}: ${f.reason}`,
    hint: (f) =>
      `fettle gate show says why; after a change fettle compare ${f.model}@${f.version}, or go on against it: fettle promote ${f.model}@${f.version} --override --reason "..."`,
    status: 409,
    exit: EXIT.no,
    when: "The newest comparison with the present champion does not end in promote.",
  },
  GATE_CHAMPION_GONE: {
    message: (f: { model: string; version: number; last: number }) =>
      `model ${f.model} has no champion now, though ${f.model}@${f.last} was one: ${f.model}@${f.version} would not be the first`,
    hint: (f) =>
      `bring it back, then compare: fettle promote ${f.model}@${f.last} --override --reason "the alias was removed"`,
    status: 409,
    exit: EXIT.no,
    when: "The alias champion was removed by hand, and a version is to be promoted as if there had never been one.",
  },
  GATE_REASON_MISSING: {
    message: (f: { model: string; version: number }) =>
      `promoting ${f.model}@${f.version} against the gate needs a reason, which is kept`,
    hint: (f) => `fettle promote ${f.model}@${f.version} --override --reason "..."`,
    status: 400,
    exit: EXIT.usage,
    when: "`--override` is given without `--reason`.",
  },
  GATE_CHAMPION_REMOVED: {
    message: (f: { model: string }) =>
      `${f.model}@champion serves, and is removed only with a reason; a reason is kept in the history`,
    hint: (f) => `fettle models alias ${f.model} --unset champion --reason "..."`,
    status: 403,
    exit: EXIT.no,
    when: "The alias champion, or what it points at, is removed without saying why.",
  },
  GATE_UNGATED: {
    message: (f: { model: string; version: number }) =>
      `the alias champion of ${f.model} moves through the gate alone`,
    hint: (f) =>
      `fettle compare ${f.model}@${f.version}, then fettle promote ${f.model}@${f.version}`,
    status: 403,
    exit: EXIT.no,
    when: "Somebody tries to set the alias champion directly, by command, by the page or by an MLflow client.",
  },
});
