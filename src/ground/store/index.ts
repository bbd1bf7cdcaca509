export { type FoundStore, findStore } from "./find-store.ts";
export { databaseFile, folderIdentity, holdsRecords, tokenFile } from "./store-files.ts";
