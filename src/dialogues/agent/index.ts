export { type Connection, connectAgent } from "./connect-agent.ts";
export type { Reply } from "./reply.ts";
export { type StartedAgent, type StartOptions, startAgent } from "./start-agent.ts";
