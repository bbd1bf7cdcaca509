export { demoCommand } from "./demo.ts";
