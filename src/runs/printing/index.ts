export { comparisonText } from "./comparison-text.ts";
export { listText } from "./list-text.ts";
export { runText } from "./run-text.ts";
