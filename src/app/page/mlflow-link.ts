import { linkTo } from "#web/link";

/**
 * MLflow's client prints links to its own web UI, as `/#/experiments/1/runs/<id>`. They lead to the same thing here;
 * undefined where the hash is none of them.
 */
export function screenOfMlflowLink(hash: string): string | undefined {
  const run = /^#\/experiments\/[^/]+\/runs\/([\w-]+)/.exec(hash)?.[1];
  if (run !== undefined) return linkTo("run", run);
  return /^#\/experiments(\/|$)/.test(hash) ? "/runs" : undefined;
}
