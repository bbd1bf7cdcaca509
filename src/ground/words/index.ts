export { nearest } from "./nearest.ts";
export { bytes, count, duration, number } from "./words.ts";
