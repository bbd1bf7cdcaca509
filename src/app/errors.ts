import { defineErrors, EXIT } from "#ground/errors";

/** App's own errors: init and demo. */
export const ERRORS = defineErrors({
  INIT_NAME_DIFFERS: {
    message: (f: { file: string; there: string; name: string }) =>
      `${f.file} names the project ${f.there} already, not ${f.name}`,
    hint: (f) => `change \`project:\` in ${f.file}, or leave --project out`,
    status: 409,
    exit: EXIT.usage,
    when: "`fettle init --project` is typed in a folder whose fettle.yaml gives another name.",
  },
  DEMO_FOLDER_TAKEN: {
    message: (f: { folder: string; holds: string; other: string }) =>
      `${f.folder} ${f.holds === "" ? "is a file" : `is not empty (it holds ${f.holds})`}; the demo wants a new or an empty folder`,
    hint: (f) => `fettle demo ${/^[\w./-]+$/.test(f.other) ? f.other : JSON.stringify(f.other)}`,
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
