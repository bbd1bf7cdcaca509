import { basename } from "node:path";
import { invalid } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { pageArtifacts } from "../list-artifacts.ts";
import { placeAt } from "../place.ts";
import { isListed } from "./listed.ts";

/** As many as MLflow's page draws at once without trouble; its client has a list of its own, which is not cut. */
const PAGE = 10_000;

/**
 * Entries of a folder in the form of MLflow's `artifacts/list`, whose paths begin at the top of the run or logged model;
 * for a folder with more than 10,000 entries, a page of them with a token for the next.
 */
export async function listAnswer(
  context: ServerContext,
  root: string,
  path: string,
  token: string | undefined,
): Promise<object> {
  const after = token === undefined ? undefined : nameOf(token);
  const { files, next } = await pageArtifacts(context, placeAt(context, root, path), {
    after,
    limit: PAGE,
  });
  return {
    root_uri: root,
    files: files
      .filter(({ path: file }) => isListed(basename(file)))
      .map(({ path: file, folder, size }) => ({
        path: file,
        is_dir: folder,
        file_size: folder ? undefined : size,
      })),
    next_page_token: next === undefined ? undefined : Buffer.from(`>${next}`).toString("base64url"),
  };
}

function nameOf(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith(">")) return text.slice(1);
  throw invalid(token, "page_token", "it is not a token that this server gave");
}
