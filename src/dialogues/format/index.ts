export { findFiles } from "./find-files.ts";
export { makeCases } from "./make-cases.ts";
export { type Dialogue, parseDialogues } from "./parse-dialogues.ts";
export { type Selection, selectCases } from "./select-cases.ts";
