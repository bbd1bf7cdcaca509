export { beneath } from "./beneath.ts";
export { readText } from "./read-text.ts";
export { writeFileWhole } from "./write-whole.ts";
