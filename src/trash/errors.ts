import { defineErrors, EXIT } from "#ground/errors";

/** What the trash refuses. */
export const ERRORS = defineErrors({
  TRASH_UNKNOWN: {
    message: (f: { ref: string }) => `${JSON.stringify(f.ref)} is not in the trash`,
    hint: "fettle trash list",
    status: 404,
    exit: EXIT.no,
    when: "Something is restored or purged that does not lie in the trash.",
  },
  TRASH_HELD: {
    message: (f: { held: string }) => `still in use: ${f.held}`,
    hint: "delete what refers to it first, or leave it",
    status: 409,
    exit: EXIT.no,
    when: "Something is put into the trash or purged that something else refers to.",
  },
  TRASH_AMBIGUOUS: {
    message: (f: { ref: string; matches: string }) =>
      `${JSON.stringify(f.ref)} may be any of ${f.matches}`,
    hint: "type more of the id, or its kind with --kind",
    status: 400,
    exit: EXIT.usage,
    when: "Several things in the trash begin with what was typed, or several kinds know the id.",
  },
  TRASH_WAITS: {
    message: (f: { why: string }) => f.why,
    hint: "look at `date`; purge by name with fettle trash purge REF",
    status: 409,
    exit: EXIT.no,
    when: "What is old is purged soon after the clock jumped ahead.",
  },
  TRASH_THING_UNKNOWN: {
    message: (f: { ref: string }) =>
      `nothing that could go to the trash is ${JSON.stringify(f.ref)}`,
    hint: "give its id, not its name",
    status: 404,
    exit: EXIT.no,
    when: "Something is put into the trash that no part of Fettle knows.",
  },
});
