import { namedServer } from "#ground/machine";
import type { RunDetail } from "../model.ts";
import type { Launch } from "./describe.ts";

/** Why a run has nothing of its command's, and what to do; `undefined` where the command logged a metric or a parameter. */
export function nothingLogged(
  run: Pick<RunDetail, "metrics" | "params">,
  { params, command }: Pick<Launch, "params" | "command">,
  cwd: string,
): string | undefined {
  const own = Object.keys(run.params).filter((key) => !(key in params));
  if (own.length > 0 || Object.keys(run.metrics).length > 0) return undefined;
  const line = namedServer(command, cwd);
  return `    no metric or parameter came from the command${
    line === undefined
      ? "; MLflow's client and fettle/client log here without being told where"
      : `: ${line} sets another address; without that line it logs here`
  }`;
}
