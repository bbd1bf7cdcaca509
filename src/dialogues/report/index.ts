export { junit } from "./junit.ts";
export { reportText, summaryText } from "./report-text.ts";
