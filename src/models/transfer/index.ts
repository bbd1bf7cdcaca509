export { giveRegistered } from "./export-registered.ts";
export { takeRegistered } from "./import-registered.ts";
