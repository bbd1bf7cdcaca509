export { compileRegex, type Regex } from "./compile-regex.ts";
