import { defineErrors, EXIT } from "#ground/errors";

/** Errors of paths in an object store. */
export const OBJECT_ERRORS = defineErrors({
  OBJECT_DAMAGED: {
    message: (f: { path: string; at: number }) =>
      `the file ${JSON.stringify(f.path)} is not as it was stored, from byte ${f.at} on; it is not sent`,
    hint: "fettle server check names all that is damaged; bring the file back from a backup, or store it again",
    status: 409,
    exit: EXIT.world,
    when: "The disk gave back other bytes of an artifact than were stored, or somebody edited it.",
  },
  PATH_INVALID: {
    // Word for word what MLflow's server says, and nothing else.
    message: (_f: { path: string }) => "Invalid path",
    hint: (f) =>
      `${JSON.stringify(f.path)} must be relative, without .. or a backslash, # or control sign in it`,
    status: 400,
    exit: EXIT.usage,
    when: "The path of an artifact climbs, is absolute, or has a sign in it that means something else.",
  },
  OBJECT_INVALID: {
    message: (f: { path: string }) => `Invalid artifact path: ${JSON.stringify(f.path)}`,
    hint: "an artifact path is relative, without . or .. in it",
    status: 400,
    exit: EXIT.usage,
    when: "An artifact path leads outside of the run, through a link, or across a file.",
  },
});
