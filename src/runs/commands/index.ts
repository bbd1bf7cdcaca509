export { deleteCommand } from "./delete.ts";
export { notifyCommand } from "./notify.ts";
export { watchCommand } from "./watch.ts";
