/** A number of JSON by its text. */
class Literal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** The library's types lag behind: a reviver is told the text of what it is given. */
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;

/**
 * How a number stood in a body, `9.0` for instance, which is 9 once it is parsed; MLflow's messages quote it as it
 * stood. `where` is the place as messages name it: `metrics[0].value`. Reads the body anew, so for errors alone.
 */
export function spelling(body: string, where: string): string | undefined {
  const keep: Reviver = (_key, value, { source }) =>
    typeof value === "number" && source !== undefined ? new Literal(source) : value;
  try {
    let found: unknown = parse(body, keep);
    if (typeof found === "string") found = parse(found, keep);
    for (const step of where.split(/[.[\]]+/).filter((part) => part !== ""))
      found = (found as Readonly<Record<string, unknown>> | undefined)?.[step];
    return found instanceof Literal ? found.text : undefined;
  } catch {
    return undefined;
  }
}
