import { reports } from "./001-reports.ts";

/** This slice's tables, oldest first. */
export const MIGRATIONS = [reports];
