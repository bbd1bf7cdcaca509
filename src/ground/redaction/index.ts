export { redactCommand } from "./command.ts";
export { secretValues } from "./known-values.ts";
export { redactPatch } from "./patch.ts";
export { redactRecord, redactRecordedText, redactTag } from "./record.ts";
export { HIDDEN } from "./spans.ts";
export { type Known, redactKnown, redactText } from "./text.ts";
export { redactVariable } from "./variable.ts";
