export { carries } from "./carries.ts";
