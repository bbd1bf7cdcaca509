import { defineErrors, EXIT } from "#ground/errors";

/** What goes wrong with notices. */
export const ERRORS = defineErrors({
  NOTICES_UNKNOWN: {
    message: (f: { id: string }) => `no notice ${JSON.stringify(f.id)}`,
    hint: "fettle notices list",
    status: 404,
    exit: EXIT.usage,
    when: "No notice has this id or this start of it.",
  },
  NOTICES_ADDRESS_INVALID: {
    message: (f: { problem: string }) => f.problem,
    hint: "fettle notices add https://hooks.slack.com/services/... --on failed,lost",
    status: 400,
    exit: EXIT.usage,
    when: "Notices are to go to an address that the server's settings do not allow.",
  },
});
