export { deleteCommand } from "./delete.ts";
export { sendCommand } from "./send.ts";
export { watchCommand } from "./watch.ts";
