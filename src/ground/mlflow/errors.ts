import { defineErrors, EXIT } from "#ground/errors";

/** Errors of requests in MLflow's form, whatever they are about. */
export const MLFLOW_ERRORS = defineErrors({
  VALUE_INVALID: {
    message: (f: { problem: string }) => f.problem,
    hint: "see the API docs for more information about request parameters",
    status: 400,
    exit: EXIT.usage,
    when: "A key, a value or a number of values is outside what MLflow allows.",
  },
  ENDPOINT_UNKNOWN: {
    message: (f: { method: string; path: string }) => `No endpoint ${f.method} ${f.path}`,
    hint: "docs/reference/http.md lists the routes",
    status: 404,
    exit: EXIT.usage,
    when: "An MLflow client asks for a part of MLflow's API that Fettle does not have.",
  },
});
