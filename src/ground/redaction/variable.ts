import { weighNames } from "./names.ts";
import { HIDDEN } from "./spans.ts";
import { type Known, redactText } from "./text.ts";
import { isSecretValue } from "./values.ts";

/** The value of a variable, a parameter or a setting as it may be kept: hidden where its name or its form says so. */
export function redactVariable(name: string, value: string, known: Known = {}): string {
  const weight = weighNames(known.patterns ?? [])(name);
  const isSecret = weight !== undefined && isSecretValue(weight, value, "argument");
  return isSecret ? HIDDEN : redactText(value, known);
}
