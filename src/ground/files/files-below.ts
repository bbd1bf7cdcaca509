import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { toFettleError } from "#ground/errors";

/** Whether a file is there. */
export const isFile = (path: string): boolean => isKind(path, "isFile");

/** Whether a folder is there. */
export const isFolder = (path: string): boolean => isKind(path, "isDirectory");

function isKind(path: string, kind: "isFile" | "isDirectory"): boolean {
  try {
    return statSync(path)[kind]();
  } catch (error) {
    const ours = toFettleError(error, "read", path);
    if (ours.code === "FILE_MISSING") return false;
    throw ours;
  }
}

/** Files below a folder, relative to it and separated by `/`; folders behind symbolic links are left out. */
export function filesBelow(folder: string, inside = ""): string[] {
  return readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(folder, path);
    return isFile(join(folder, path)) ? [path] : [];
  });
}
