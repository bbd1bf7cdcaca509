import { join } from "node:path";
import type { ServerClient } from "#ground/http";
import type { SendKept } from "./outbox-file.ts";

/** How to send what was kept. */
export function sendBy<T>(
  client: ServerClient,
  folder: string,
  upload: (target: T, file: string) => Promise<void>,
): SendKept<T> {
  return async (request) => {
    if ("post" in request) await client.post(request.post, request.body);
    else await upload(request.upload, join(folder, request.upload.file));
  };
}
