export { type FoundStore, findStore } from "./find-store.ts";
export { holds, movedTogether } from "./moved-together.ts";
export {
  databaseFile,
  hasDatabase,
  identityOf,
  STORE_NAME,
  storeAt,
  tokenFile,
  walFile,
} from "./store-files.ts";
export { type StorePlace, storePlace } from "./store-place.ts";
