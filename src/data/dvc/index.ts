export { readDvcSettings } from "./config.ts";
export { emitDirectory, parseDirectory } from "./directory-object.ts";
export { type DvcFile, emitDvcFile, parseDvcFile, type Version } from "./dvc-file.ts";
export { editDvcFile } from "./edit-dvc-file.ts";
export { ignoreLine, withIgnoreLine } from "./git-ignore.ts";
export { compileIgnore, type IgnoreFile, type IgnoreMatch } from "./ignore-patterns.ts";
export { setUpFiles } from "./set-up-files.ts";
