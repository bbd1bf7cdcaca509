/** The part of `fettle/client`'s run that training needs. */
export type RunRecord = {
  logParams(params: Record<string, string | number | boolean>): void;
  logMetrics(metrics: Record<string, number>, step?: number): void;
  logArtifact(localPath: string, artifactPath?: string): Promise<void>;
  finish(): Promise<void>;
};

type Client = { currentRun(): RunRecord };

export type RecordSource = {
  runId: string | undefined;
  warn: (line: string) => void;
  load?: () => Promise<Client>;
};

/** The run that `fettle run` started; without one, a record that keeps nothing, and says so. */
export async function openRecord({
  runId,
  warn,
  load = loadClient,
}: RecordSource): Promise<RunRecord> {
  if (runId === undefined || runId === "") {
    warn("not recorded: FETTLE_RUN_ID is not set; record it with: fettle run node train.ts ...");
    return unrecorded;
  }
  // Before training, so that a client that cannot load costs no finished work.
  return (await load()).currentRun();
}

const unrecorded: RunRecord = {
  logParams() {},
  logMetrics() {},
  async logArtifact() {},
  async finish() {},
};

async function loadClient(): Promise<Client> {
  // Not a literal: the script must load, and pass the type check, where Fettle isn't installed.
  const specifier: string = "fettle/client";
  return (await import(specifier)) as Client;
}
