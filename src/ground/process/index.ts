export { type Child, type ChildOptions, type Ended, startChild } from "./child.ts";
export { directLoopback } from "./direct-loopback.ts";
export { findProgram } from "./find-program.ts";
export { freePort } from "./free-port.ts";
