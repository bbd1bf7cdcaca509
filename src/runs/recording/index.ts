export { RECORDING_ERRORS } from "./errors.ts";
export { createOutbox, outboxIn, type Sent, sendBy, sendOutboxes } from "./outbox.ts";
export { createRun, createUploader, type Run, type Scalar } from "./run.ts";
export { createSender } from "./sender.ts";
