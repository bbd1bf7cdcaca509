export { redactCommand } from "./command.ts";
export { isSecretName, secretNames } from "./names.ts";
export { redactPatch } from "./patch.ts";
export { HIDDEN, redactText } from "./text.ts";
