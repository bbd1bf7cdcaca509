import type { Migration } from "#ground/database";
import { runs } from "./001-runs.ts";
import { points } from "./002-points.ts";
import { search } from "./003-search.ts";
import { tracking } from "./004-tracking.ts";
import { artifacts } from "./005-artifacts.ts";
import { keeping } from "./006-keeping.ts";
import { slices } from "./007-slices.ts";
import { origin } from "./008-origin.ts";
import { joining } from "./009-joining.ts";

/** The tables of this slice, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  runs,
  points,
  search,
  tracking,
  artifacts,
  keeping,
  slices,
  origin,
  joining,
];
