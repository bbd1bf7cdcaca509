import type { Reader } from "#ground/database";
import type { ServerContext } from "#ground/http";

/** The part of a logged model that a registered version needs. */
export type LoggedModelPlace = {
  readonly artifactUri: string;
  readonly sourceRunId: string | null;
};

export async function readLoggedModel(
  _db: Reader,
  _id: string,
): Promise<LoggedModelPlace | undefined> {
  return undefined;
}

export async function noteModelVersion(
  _context: ServerContext,
  _id: string,
  _version: { name: string; version: number },
): Promise<void> {}
