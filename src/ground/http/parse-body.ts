import { fail, GROUND_ERRORS } from "#ground/errors";

/** Deeper JSON is nobody's data, and overflows the stack of what walks it. */
const DEPTH_MAX = 64;

/** A JSON body; a string that itself holds JSON is unwrapped once, as MLflow's server does. */
export function parseBody(body: unknown): unknown {
  if (typeof body !== "string" || body === "") return undefined;
  if (isDeeper(body, DEPTH_MAX))
    throw fail(GROUND_ERRORS, "REQUEST_INVALID", {
      problem: `the body is nested deeper than ${DEPTH_MAX} levels`,
    });
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "string" ? JSON.parse(value) : value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fail(
      GROUND_ERRORS,
      "REQUEST_INVALID",
      { problem: `the body is not JSON: ${reason}` },
      error,
    );
  }
}

/** Whether JSON text opens more lists and objects inside one another than `most`; brackets in strings don't count. */
function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > most) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}
