export type { View } from "./model.ts";
export { VIEW_ROUTES } from "./routes.ts";
export { deleteExpiredViews } from "./store/views.ts";
