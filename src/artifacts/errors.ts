import { defineErrors, EXIT } from "#ground/errors";

/** Errors of artifacts: their places, parts of uploads, signed addresses, their trash. */
export const ARTIFACT_ERRORS = defineErrors({
  ARTIFACTS_UNKNOWN: {
    message: (f: { path: string }) => `No artifact ${JSON.stringify(f.path)}`,
    hint: "list the artifacts of its run or model; the path may be another",
    status: 404,
    exit: EXIT.world,
    when: "An artifact that is not there is asked for.",
  },
  ARTIFACTS_LOST: {
    message: (f: { paths: string }) =>
      `the files of ${f.paths} are not in the trash any more; what else was asked for came back`,
    hint: "fettle trash list --kind artifact; fettle trash purge takes them off that list",
    status: 410,
    exit: EXIT.world,
    when: "An artifact is restored whose files somebody has removed from the trash.",
  },
  ARTIFACTS_HELD: {
    message: (f: { uri: string; by: string; instead: string }) =>
      `${f.uri} belongs to ${f.by}, whose files stay as they are`,
    hint: (f) => f.instead,
    status: 409,
    exit: EXIT.no,
    when: "A file is replaced or deleted that something needs as it is, as a registered model version does.",
  },
  ARTIFACTS_ELSEWHERE: {
    message: (f: { uri: string }) =>
      `the artifacts at ${JSON.stringify(f.uri)} are not this server's to read or write`,
    hint: "use MLflow's client, which goes there itself; or allow the folder by artifacts.fileRoots in the store's settings.yaml",
    status: 400,
    exit: EXIT.no,
    when: "Artifacts lie in another store, or in a folder that the settings do not allow.",
  },
  ARTIFACTS_EXISTS: {
    message: (f: { path: string }) => `there is an artifact ${JSON.stringify(f.path)} already`,
    hint: "delete that one first, or leave this one in the trash",
    status: 409,
    exit: EXIT.no,
    when: "An artifact is restored to a path where another one is meanwhile.",
  },
  ARTIFACTS_UPLOAD_UNKNOWN: {
    message: (f: { id: string }) =>
      `no upload ${JSON.stringify(f.id)} in parts; it may be complete, aborted, or older than a day`,
    hint: "begin the upload again",
    status: 404,
    exit: EXIT.world,
    when: "A part, the completion or the abort of an upload that is not there.",
  },
  ARTIFACTS_UPLOAD_ABORTED: {
    message: (f: { path: string }) =>
      `the upload of ${JSON.stringify(f.path)} was broken off; nothing of it was kept`,
    hint: "send it again",
    status: 400,
    exit: EXIT.world,
    when: "The client went away before the whole artifact had arrived.",
  },
  ARTIFACTS_UPLOAD_INVALID: {
    message: (f: { problem: string }) => f.problem,
    hint: "send the part again, or begin the upload again",
    status: 400,
    exit: EXIT.usage,
    when: "An upload in parts names a part that did not arrive, or another content than arrived.",
  },
  ARTIFACTS_LINK_REFUSED: {
    message: (f: { problem: string }) => f.problem,
    hint: "ask for a new address",
    status: 403,
    exit: EXIT.usage,
    when: "A signed address has expired, or was changed.",
  },
});
