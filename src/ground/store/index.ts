export { type FoundStore, findStore } from "./find-store.ts";
export { type StorePlace, storePlace } from "./store-place.ts";
export { holds, movedTogether } from "./moved-together.ts";
export {
  databaseFile,
  folderIdentity,
  holdsRecords,
  STORE_NAME,
  storeAt,
  tokenFile,
} from "./store-files.ts";
