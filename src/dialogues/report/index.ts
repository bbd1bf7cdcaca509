export { junit } from "./junit.ts";
export { reportText } from "./report-text.ts";
