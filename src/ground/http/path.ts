import { fail, GROUND_ERRORS } from "#ground/errors";

/**
 * Refuses a request target whose meaning depends on who decodes it: an encoded slash, backslash or NUL, bytes that are
 * not UTF-8, a target that names another host, and climbing segments in any spelling.
 */
export function refusePath(target: string): void {
  const path = target.split("?", 1)[0] as string;
  if (!path.startsWith("/")) throw refused(path);
  // A router cuts the path at a raw `#`, which no client sends.
  if (/%2f|%5c|%00|[\\\0#]/i.test(path)) throw refused(path);
  for (const segment of path.split("/")) {
    const decoded = decode(segment, path);
    if (decoded === "." || decoded === "..") throw refused(path);
  }
}

/**
 * The parameters of a path by its pattern, from the raw request target: split first, then each segment decoded once.
 * (A router that decodes before it splits lets an encoded slash become a separator.)
 */
export function pathParameters(pattern: string, target: string): Record<string, string> {
  if (!pattern.includes(":") && !pattern.endsWith("*")) return {};
  const path = target.split("?", 1)[0] as string;
  const given = path.split("/").filter((segment) => segment !== "");
  const wanted = pattern.split("/").filter((segment) => segment !== "");
  const parameters: Record<string, string> = {};
  for (const [i, name] of wanted.entries()) {
    if (name === "*")
      parameters["*"] = given
        .slice(i)
        .map((segment) => decode(segment, path))
        .join("/");
    else if (name.startsWith(":")) parameters[name.slice(1)] = decode(given[i] ?? "", path);
  }
  return parameters;
}

function decode(segment: string, path: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refused(path);
  }
}

function refused(path: string): Error {
  return fail(GROUND_ERRORS, "REQUEST_INVALID", {
    problem: `Invalid path: ${JSON.stringify(path.slice(0, 200))}`,
  });
}
