import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A meta.yaml. */
export type Meta = { readonly [key: string]: unknown };

/** Python writes ids such as 12e5 without quotes, which are numbers to others: so every scalar stays text. */
export function readMeta(folder: string): Meta | undefined {
  try {
    const found: unknown = parse(readFileSync(join(folder, "meta.yaml"), "utf8"), {
      schema: "failsafe",
    });
    return typeof found === "object" && found !== null ? (found as Meta) : undefined;
  } catch {
    return undefined;
  }
}

/** A scalar, empty where there is none. */
export function text(meta: Meta, key: string): string {
  const value = meta[key];
  return typeof value === "string" && value !== "null" && value !== "~" ? value : "";
}

/** Milliseconds since 1970; 0 where there is none. */
export function time(meta: Meta, key: string): number {
  return Math.max(0, Math.trunc(Number(text(meta, key))) || 0);
}

/** Whether it lies in MLflow's trash. */
export function lifecycle(meta: Meta): "active" | "deleted" {
  return text(meta, "lifecycle_stage") === "deleted" ? "deleted" : "active";
}

/** The folders in a folder, by name. */
export function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort();
}
