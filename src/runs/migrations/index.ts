import type { Migration } from "#ground/database";
import { runs } from "./001-runs.ts";

/** The tables of this slice, oldest first. */
export const MIGRATIONS: readonly Migration[] = [runs];
