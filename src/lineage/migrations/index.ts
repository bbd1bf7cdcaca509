import type { Migration } from "#ground/database";
import { edges } from "./001-edges.ts";

/** The tables of this slice, oldest first. */
export const MIGRATIONS: readonly Migration[] = [edges];
