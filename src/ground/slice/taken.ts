import { isFettleError } from "#ground/errors";
import type { Taken } from "./carry.ts";

/** Takes one record; where it is refused that is what became of it, and the others go on. Faults of ours are thrown. */
export async function taken(take: () => Promise<Taken>): Promise<Taken> {
  try {
    return await take();
  } catch (error) {
    if (!isFettleError(error) || error.status >= 500) throw error;
    return { outcome: "refused", note: error.message };
  }
}
