export { type Connection, connectAgent } from "./connect-agent.ts";
export type { Reply } from "./reply.ts";
export { modelVariable, type StartedAgent, type StartOptions, startAgent } from "./start-agent.ts";
