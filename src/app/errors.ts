import { defineErrors, EXIT } from "#ground/errors";

/** App's own errors: stores, init and demo. */
export const ERRORS = defineErrors({
  INIT_NAME_DIFFERS: {
    message: (f: { file: string; there: string; name: string }) =>
      `${f.file} names the project ${f.there} already, not ${f.name}`,
    hint: (f) => `change \`project:\` in ${f.file}, or leave --project out`,
    status: 409,
    exit: EXIT.usage,
    when: "`fettle init --project` is typed in a folder whose fettle.yaml gives another name.",
  },
  STORE_TWICE: {
    message: (f: { inside: string; beside: string }) =>
      `there are two stores with records, ${f.inside} and ${f.beside}; they are not merged by themselves`,
    hint: (f) =>
      `fettle export --all --out records --store ${f.inside}, move ${f.inside} away, then fettle import records; or name one of them with --store`,
    status: 409,
    exit: EXIT.world,
    when: "A project has records in `.fettle` and others in its git folder, as where a folder with records came into a repository that has some.",
  },
  SERVER_DEAF: {
    message: (f: { store: string; pid: number }) =>
      `process ${f.pid} serves ${f.store} and does not answer; it was stopped, as by Ctrl-Z, hangs, or the machine is too busy`,
    hint: (f) =>
      `kill -CONT ${f.pid} lets it go on; kill -9 ${f.pid} ends it, and nothing that was acknowledged is lost`,
    status: 503,
    exit: EXIT.world,
    when: "A command meets a server that holds the store and answers nothing.",
  },
  BACKUP_FOLDER_TAKEN: {
    message: (f: { folder: string; holds: string }) =>
      `${f.folder} is not empty (it holds ${f.holds}); a backup wants a new or an empty folder`,
    hint: "fettle server backup NEW-FOLDER",
    status: 409,
    exit: EXIT.usage,
    when: "`fettle server backup` is given a folder that holds something.",
  },
  BACKUP_FOLDER_INSIDE: {
    message: (f: { folder: string; store: string }) =>
      `${f.folder} lies in ${f.store}, which is what the backup is of`,
    hint: "fettle server backup NEW-FOLDER, somewhere else; best on another disk",
    status: 409,
    exit: EXIT.usage,
    when: "`fettle server backup` is given a folder inside of the store or of its artifacts.",
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
