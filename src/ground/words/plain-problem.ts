const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
  null: "nothing",
  undefined: "nothing",
};

/** What zod says of a value, in the words of people who write YAML: `expected text; got a list`. */
export function plainProblem(message: string): string {
  const found = /^Invalid input: expected (\w+), received (\w+)$/.exec(message);
  if (found === null) return message.replace(/^Invalid (?:input|option): /, "");
  const [, expected = "", received = ""] = found;
  return `expected ${KINDS[expected] ?? expected}; got ${KINDS[received] ?? received}`;
}
