export { type Keeper, type Known, openKeeper } from "./keep.ts";
export { type Cache, cacheIn, holds, objectPath, readObject, statOf } from "./objects.ts";
export { isAlive, openScratch, type Scratch } from "./scratch.ts";
export { moveFile, type Taken, takeObject } from "./take.ts";
