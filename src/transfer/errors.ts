import { defineErrors, EXIT } from "#ground/errors";

/** Errors of transfers. */
export const ERRORS = defineErrors({
  TRANSFER_SOURCE: {
    message: (f: { source: string; problem: string; answered?: number }) =>
      `nothing can be imported from ${f.source}: ${f.problem}`,
    hint: "name a folder mlruns, a file mlflow.db, the address of an MLflow server, or an export of Fettle",
    status: 400,
    exit: EXIT.usage,
    when: "What an import is to read from is none of what it can read, or is broken.",
  },
  TRANSFER_EXISTS: {
    message: (f: { path: string }) => `there is something at ${f.path} already`,
    hint: "name a folder or file that doesn't exist",
    status: 409,
    exit: EXIT.usage,
    when: "An export is to be written over something.",
  },
  TRANSFER_EXPERIMENT: {
    message: (f: { experiment: string; where: string }) =>
      `there is no experiment ${JSON.stringify(f.experiment)} in ${f.where}`,
    hint: "type its name as it is there; without --experiment all of them come",
    status: 404,
    exit: EXIT.usage,
    when: "An import or an export is to take one experiment, and its name is none.",
  },
  TRANSFER_KIND: {
    message: (f: { kind: string; what: string }) =>
      `records of the kind ${JSON.stringify(f.kind)} have no ${f.what}`,
    hint: "GET /api/fettle/1/transfer/kinds says which have",
    status: 404,
    exit: EXIT.usage,
    when: "Files, or a place in the trash, are asked for of a kind of record that has none.",
  },
});
