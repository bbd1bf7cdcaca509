/** `/models/intent?v=2` as the router wants it: the path, and the search part by name. */
export function splitAddress(address: string): {
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
} {
  const mark = address.indexOf("?");
  if (mark === -1) return { to: address };
  return {
    to: address.slice(0, mark),
    search: Object.fromEntries(new URLSearchParams(address.slice(mark + 1))),
  };
}
