import { defineErrors, EXIT } from "#ground/errors";

/** App's own errors: init and demo. */
export const ERRORS = defineErrors({
  DEMO_FOLDER_TAKEN: {
    message: (f: { folder: string; holds: string }) =>
      `${f.folder} is not empty (it holds ${f.holds}); the demo wants a new or an empty folder`,
    hint: (f) => `fettle demo ${JSON.stringify(`${f.folder}-2`)}`,
    status: 409,
    exit: EXIT.usage,
    when: "`fettle demo` is given a folder that holds something.",
  },
  DEMO_STEP_FAILED: {
    message: (f: { step: string; code: number; expected: number }) =>
      `the demo's step \`${f.step}\` exited with ${f.code}; expected ${f.expected}`,
    hint: "the lines above say why; fettle doctor looks at the machine",
    status: 409,
    exit: EXIT.world,
    when: "A step of the demo did not end as it does on a healthy machine.",
  },
});
