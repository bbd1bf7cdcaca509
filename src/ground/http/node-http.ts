/**
 * Node's own http, not by `import`: that reads every export, and with them loads all of fetch, which takes 14 MB of
 * memory and more time than the rest of a command.
 */
export const http = process.getBuiltinModule("node:http");

/** Node's own https, loaded by the first who asks. */
export function nodeHttps() {
  return process.getBuiltinModule("node:https");
}
