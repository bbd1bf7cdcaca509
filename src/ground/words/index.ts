export { generatedName } from "./generated-name.ts";
export { nearest } from "./nearest.ts";
export { parseDuration } from "./parse-duration.ts";
export { plainProblem } from "./plain-problem.ts";
export { bytes, count, dateText, duration, number } from "./words.ts";
