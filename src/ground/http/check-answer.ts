import { isDeepStrictEqual } from "node:util";
import { Answer } from "./answer.ts";
import type { RouteShape } from "./route.ts";

/**
 * Gives a value back that fits its route's schema as it goes over the wire, and has no key that the schema lacks; throws
 * for any other. An `Answer`, which has a form of its own, is let through.
 */
export function checkAnswer(route: RouteShape, value: unknown): unknown {
  if (route.answer === undefined || value instanceof Answer) return value;
  const sent = plain(value ?? {});
  const result = route.answer.safeParse(sent);
  const where = `the answer of ${route.method} ${route.path}`;
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${where} does not fit: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  if (!isDeepStrictEqual(plain(result.data), sent))
    throw new Error(`${where} has more than its schema tells`);
  return value;
}

/** As it goes over the wire, but for a key `__proto__`, which people may log and schemas leave out. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) =>
    key === "__proto__" ? undefined : inner,
  );
}
