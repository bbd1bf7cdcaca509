import type { Migration } from "#ground/database";
import { comparisonsAndDecisions } from "./001-comparisons-and-decisions.ts";

/** The tables of this slice, oldest first. */
export const MIGRATIONS: readonly Migration[] = [comparisonsAndDecisions];
