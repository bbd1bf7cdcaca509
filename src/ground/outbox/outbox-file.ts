import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { toFettleError } from "#ground/errors";
import { isPassing } from "#ground/http";

/** A request that may be sent twice, in the form in which it waits on disk. */
export type Kept<T> =
  | { readonly post: string; readonly body: unknown }
  | { readonly upload: T & { readonly file: string } };

export type SendKept<T> = (request: Kept<T>) => Promise<void>;

export type OutboxOptions = {
  readonly folder: string;
  /** The server that requests are meant for. */
  readonly to: string;
  /** Told of a request that the server refused for good. */
  refused(reason: string, cause: unknown): void;
};

/** A request that the server refuses for good is put aside and told, so that it does not hold up the others. */
export async function sendKept<T>(
  request: Kept<T>,
  send: SendKept<T>,
  { folder, refused }: Pick<OutboxOptions, "folder" | "refused">,
): Promise<void> {
  try {
    await send(request);
  } catch (error) {
    if (isPassing(error)) throw error;
    const reason = toFettleError(error, "send").message;
    append(join(folder, "refused.jsonl"), `${JSON.stringify({ ...request, reason })}\n`);
    refused(reason, error);
  }
}

/** A line that a killed process has not written to its end is none. */
export function readOutbox<T>(path: string): { to: string; requests: Kept<T>[] } {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  const [head = "{}", ...rest] = lines;
  return {
    to: String((JSON.parse(head) as { to?: string }).to ?? ""),
    requests: rest.map((line) => JSON.parse(line) as Kept<T>),
  };
}

/** Takes away an outbox that is sent, with the files that waited in it. */
export function removeOutbox(path: string, folder: string): void {
  for (const request of readOutbox<object>(path).requests)
    if ("upload" in request) rmSync(join(folder, request.upload.file), { force: true });
  rmSync(path, { force: true });
}

/** Adds a line that is on disk when it returns. */
export function append(path: string, line: string): void {
  const file = openSync(path, "a", 0o600);
  try {
    writeSync(file, line);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
