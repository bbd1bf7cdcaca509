import { answer, defineRoute, type RouteShape } from "#ground/http";
import { mlflowError } from "#ground/mlflow";

/** The words that MLflow's client looks for, within JSON and with this status alone: then it asks once a process. */
const NO_SPANS = JSON.stringify({
  error_code: "NOT_IMPLEMENTED",
  message: "REST OTLP span logging is not supported by this server: it keeps no traces",
});
const TELEMETRY = "/ajax-api/3.0/mlflow/ui-telemetry";

/** What MLflow's clients and pages ask for that Fettle does not have, where another answer than 404 keeps them quiet. */
export const QUIET_ROUTES: readonly RouteShape[] = [
  defineRoute({
    method: "POST",
    path: "/v1/traces",
    permission: "write",
    summary: "Spans of traces, which Fettle does not keep: 501, after which MLflow's client stops.",
    // It is protobuf, and nobody reads it.
    streamsBody: true,
    onError: mlflowError,
    async run({ stream }) {
      stream.resume();
      const headers = { "content-type": "application/json" };
      return answer({ status: 501, headers, body: NO_SPANS });
    },
  }),
  ...(["GET", "POST"] as const).map((method) =>
    defineRoute({
      method,
      path: TELEMETRY,
      permission: "read",
      summary: "What MLflow's pages would tell about their use: nothing is asked and nothing kept.",
      onError: mlflowError,
      run: async () => ({}),
    }),
  ),
];
