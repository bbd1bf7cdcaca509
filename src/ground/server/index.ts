export type { RequestContext, ServerContext } from "./context.ts";
export { DEFAULT_SETTINGS, type StoreSettings } from "./settings.ts";
