import type { Environment } from "#ground/environment";
import { weighNames } from "./names.ts";
import type { Spans } from "./spans.ts";
import { isPath, isReference, isSecretValue } from "./values.ts";

/** What is shorter stands everywhere and is no secret that could be told from the rest. */
const LEAST = 6;
/** What is as long as this is looked for also inside of other words. */
const LONG = 12;
const USERINFO = /^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#:@]{0,200}:([^\s/?#]{1,500})@/i;

/**
 * The values of the variables whose names say that they are secrets, and the passwords of addresses among the others; the
 * longest first. Numbers, paths and words of fewer than six letters are left out.
 */
export function secretValues(
  env: Environment,
  patterns: readonly string[] = [],
): readonly string[] {
  const weigh = weighNames(patterns);
  const found = new Set<string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value.length > 8192) continue;
    const password = USERINFO.exec(value)?.[1];
    if (password !== undefined) found.add(password);
    const weight = weigh(name);
    if (weight !== undefined && isSecretValue(weight, value, "argument")) found.add(value.trim());
  }
  return [...found]
    .filter(
      (value) =>
        value.length >= LEAST && !/^[\d.]+$/.test(value) && !isPath(value) && !isReference(value),
    )
    .toSorted((a, b) => b.length - a.length);
}

/** Finds such values wherever they stand; short ones as words of their own. */
export function findValues(text: string, values: readonly string[], spans: Spans): void {
  if (values.length === 0) return;
  const forms = values.flatMap((value) => {
    const inJson = JSON.stringify(value).slice(1, -1);
    const inUrl = encodeURIComponent(value.toWellFormed());
    return [...new Set([value, inJson, inUrl])].map((form) => {
      const literal = form.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
      return value.length >= LONG ? literal : `(?<![A-Za-z0-9_])${literal}(?![A-Za-z0-9_])`;
    });
  });
  for (const { index, 0: all } of text.matchAll(new RegExp(forms.join("|"), "g")))
    spans.add(text, index, index + all.length);
}
