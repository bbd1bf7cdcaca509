export { comparisonText } from "./comparison-text.ts";
export { extremesOf, listText } from "./list-text.ts";
export { progressLine, progressText, rowLine } from "./progress-text.ts";
export { runText } from "./run-text.ts";
