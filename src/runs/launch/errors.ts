import { defineErrors, EXIT } from "#ground/errors";

/** Errors of `fettle run`; joined into the slice's table. The command itself exits with 125 for each of them. */
export const LAUNCH_ERRORS = defineErrors({
  RUNS_END_UNRECORDED: {
    message: (f: { id: string; status: string; exitCode: number; reason: string }) =>
      `run ${f.id} ended as ${f.status} with exit code ${f.exitCode}, but that could not be recorded: ${f.reason}`,
    hint: "fettle server status; the run is listed as RUNNING until it is ended",
    status: 409,
    exit: EXIT.world,
    when: "No server could be reached when a recorded command had ended.",
  },
});
