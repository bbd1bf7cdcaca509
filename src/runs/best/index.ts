export { directionOf } from "./model.ts";
