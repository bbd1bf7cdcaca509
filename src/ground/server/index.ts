export type { RequestContext, ServerContext } from "./context.ts";
export { createPasses, type Passes } from "./passes.ts";
export { serverFile } from "./server-file.ts";
export { createSettings, DEFAULT_SETTINGS, type StoreSettings } from "./settings.ts";
