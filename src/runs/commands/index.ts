export { deleteCommand } from "./delete.ts";
export { watchCommand } from "./watch.ts";
