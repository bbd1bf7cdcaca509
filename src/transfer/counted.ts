/** The header of an export that says how many records of which kind come: `run 120`. */
export const COUNTED = "x-fettle-counted";

/** How many it says; none where nothing is counted. */
export function countOf(header: string | string[] | undefined): number | undefined {
  return header === undefined ? undefined : Number(String(header).split(" ")[1]);
}
