export type { Purged, TrashItem, TrashList } from "./model.ts";
export { bytesOf } from "./places.ts";
export { trashables } from "./trashables.ts";
