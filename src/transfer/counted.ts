/** The header of an export that says how many records of which kind come: `run 120`. */
export const COUNTED = "x-fettle-counted";

/** What it says. */
export function countedOf(header: string | string[] | undefined): { kind: string; count: number } {
  const [kind = "", count] = String(header ?? "").split(" ");
  return { kind, count: Number(count ?? 0) };
}
