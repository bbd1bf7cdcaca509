export { CARRY } from "./carry.ts";
