import type { Migration } from "#ground/database";
import { runs } from "./001-runs.ts";
import { tracking } from "./004-tracking.ts";
import { keeping } from "./006-keeping.ts";

/** The tables of this slice, oldest first. */
export const MIGRATIONS: readonly Migration[] = [runs, tracking, keeping];
