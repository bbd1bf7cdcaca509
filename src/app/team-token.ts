import type { Environment } from "#ground/environment";

/**
 * The person's token for a team's server, if it was meant for that server. A repository's fettle.yaml may name any
 * address, and a clone must not be able to send a stored secret there: the person says where it belongs, by
 * `MLFLOW_TRACKING_URI` (as MLflow's own client wants it) or `FETTLE_SERVER` with the same origin.
 */
export function teamToken(url: string, env: Environment): string | undefined {
  const origin = originOf(url);
  const meant = [env["MLFLOW_TRACKING_URI"], env["FETTLE_SERVER"]].some(
    (address) => origin !== undefined && originOf(address ?? "") === origin,
  );
  return meant ? env["MLFLOW_TRACKING_TOKEN"] : undefined;
}

function originOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).origin : undefined;
}
