export type { RequestContext, ServerContext } from "./context.ts";
export { createSettings, DEFAULT_SETTINGS, type StoreSettings } from "./settings.ts";
