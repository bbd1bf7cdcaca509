export { type FoundStore, findStore } from "./find-store.ts";
export { holds, movedTogether } from "./moved-together.ts";
export { databaseFile, folderIdentity, holdsRecords, tokenFile } from "./store-files.ts";
