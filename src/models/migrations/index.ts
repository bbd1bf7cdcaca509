import type { Migration } from "#ground/database";
import { models } from "./001-models.ts";
import { registry } from "./002-registry.ts";
import { origin } from "./003-origin.ts";
import { trash } from "./004-trash.ts";

/** The tables of this slice, oldest first. */
export const MIGRATIONS: readonly Migration[] = [models, registry, origin, trash];
