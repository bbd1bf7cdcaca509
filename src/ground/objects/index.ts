export { type Checksum, Summing } from "./checksum.ts";
export { OBJECT_ERRORS } from "./errors.ts";
export { sweepIncoming } from "./incoming.ts";
export { insidePath, ownPath } from "./inside.ts";
export { type LocalFolder, localFolder } from "./local-folder.ts";
export {
  type ObjectStore,
  type OpenedObject,
  OWN_FOLDER,
  type PageAsked,
  type Pushing,
  type PutOptions,
  type Source,
  type Take,
} from "./object-store.ts";
export { receiveInto } from "./receive.ts";
export { keptStill, moving } from "./stillness.ts";
export { isPassing, sumsFile } from "./sums.ts";
export { type Verified, verifyFolder } from "./verify-folder.ts";
export { walk } from "./walk.ts";
