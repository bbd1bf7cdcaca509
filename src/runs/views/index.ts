export type { View } from "./model.ts";
export { VIEW_ROUTES } from "./routes.ts";
export { addView, selectEveryView } from "./store/views.ts";
export { viewTrashable } from "./view-trashable.ts";
