import type { Environment } from "#ground/environment";
import { findPython, machineFacts, nodeVersion, trainingVariables } from "#ground/machine";
import type { Known } from "#ground/redaction";
import type { RunEnvironment } from "../environment/index.ts";

/** What a command is about to run in, found out in milliseconds: nothing is started and nothing is asked of a network. */
export function surroundings(where: {
  readonly cwd: string;
  readonly root: string;
  /** The file that will run. */
  readonly program: string | undefined;
  readonly env: Environment;
  /** What is known of its secrets. */
  readonly known: Known;
}): RunEnvironment {
  const python = findPython(where);
  const node = nodeVersion(where.program);
  return {
    ...(python === undefined ? {} : { python }),
    ...(node === undefined ? {} : { node }),
    ...machineFacts(),
    variables: trainingVariables(where.env, where.known),
  };
}
