import type { Evidence, Found } from "./found.ts";

/** The agent went this way. */
export function route(wanted: string, evidence: Evidence): Found {
  return {
    pass: evidence.route === wanted,
    expected: `route ${wanted}`,
    actual: evidence.route === undefined ? "no route told" : `route ${evidence.route}`,
  };
}
