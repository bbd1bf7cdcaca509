import type { Fields } from "./fields.ts";
import { invalid } from "./invalid.ts";

/** An opaque token from what the next page begins with. */
export function pageToken(from: readonly number[]): string {
  // As text, for JSON has no infinity.
  return Buffer.from(JSON.stringify(from.map(String))).toString("base64url");
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
    values.every((value) => typeof value === "string" && !Number.isNaN(Number(value)));
  if (!fits) throw invalid(token, "page_token", "it is not a token that this server gave");
  return (values as string[]).map(Number);
}

/** The row at which a page begins, from its token; 0 without one. */
export function readOffset(token: string | undefined): number {
  const [offset = 0] = readPageToken(token, 1) ?? [];
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw invalid(token, "page_token", "it is not a token that this server gave");
}

/** How many a page holds. */
export function pageSize(fields: Fields, standard: number | undefined, max: number): number {
  const size = fields.whole("max_results") ?? standard ?? 0;
  if (size >= 1 && size <= max) return size;
  throw invalid(
    size,
    "max_results",
    `It must be at least 1 and at most ${max}, but got value ${size}`,
  );
}
