import type { Migration } from "#ground/database";
import { models } from "./001-models.ts";

/** The tables of this slice, oldest first. */
export const MIGRATIONS: readonly Migration[] = [models];
