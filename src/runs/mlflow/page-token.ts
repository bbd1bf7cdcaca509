import { invalid } from "../limits.ts";

/** An opaque token from what the next page begins with. */
export function pageToken(from: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify(from)).toString("base64url");
}

/** What a token holds, which must be so many numbers; a foreign token is refused. */
export function readPageToken(token: string | undefined, length: number): number[] | undefined {
  if (token === undefined) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    values = undefined;
  }
  const fits =
    Array.isArray(values) &&
    values.length === length &&
    values.every((value) => typeof value === "number");
  if (!fits) throw invalid(token, "page_token", "it is not a token that this server gave");
  return values as number[];
}
