export { type Buffer, createBuffer } from "./buffer.ts";
export { createOutbox } from "./outbox.ts";
export { outboxesOf, outboxIn } from "./outbox-in.ts";
export { sendBy } from "./send-by.ts";
export { sendOutboxes } from "./send-outboxes.ts";
export { createSender, type Sender } from "./sender.ts";
