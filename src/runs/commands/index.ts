export { sendCommand } from "./send.ts";
export { TRASH_COMMANDS } from "./trash.ts";
export { watchCommand } from "./watch.ts";
