export { machineFacts } from "./machine-facts.ts";
export { namedServer } from "./named-server.ts";
export { nodeVersion } from "./node-version.ts";
export { findPython } from "./python.ts";
export { trainingVariables } from "./training-variables.ts";
