export { bytesOf } from "./places.ts";
export { trashables } from "./trashables.ts";
