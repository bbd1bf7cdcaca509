export type { TrashApi } from "./api.ts";
export { finishPurges } from "./finish-purge.ts";
export type { Purged, TrashItem, TrashList } from "./model.ts";
export { bytesOf, pathOf } from "./places.ts";
export { purgeAt } from "./purge-at.ts";
export { purged } from "./purged.ts";
export { sendToTrash } from "./send-to-trash.ts";
export { trashables } from "./trashables.ts";
