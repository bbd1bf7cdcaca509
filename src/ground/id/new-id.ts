/**
 * 32 hex digits, as MLflow's ids. Made by whoever creates a thing, so that a request sent twice creates once. The global
 * `crypto` is used because it loads only when asked: most commands make no id.
 */
export function newId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
