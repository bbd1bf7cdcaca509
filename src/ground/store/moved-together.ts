import { basename, dirname, sep } from "node:path";
import { STORE_NAME } from "./store-files.ts";

/** Whether a path is a folder or lies below it. */
export function holds(folder: string, path: string): boolean {
  return `${path}${sep}`.startsWith(`${folder}${sep}`);
}

/**
 * Whether whoever moves or copies a store takes a path along, so that the way from the one to the other stays: both lie in
 * the folder around `.git`, in the project around `.fettle`, or the path in the store itself.
 */
export function movedTogether(store: string, path: string): boolean {
  const [top = "", inside] = store.split(`${sep}.git${sep}`);
  if (inside !== undefined) return holds(top, path);
  return holds(basename(store) === STORE_NAME ? dirname(store) : store, path);
}
