export { pinVariable, watchModel } from "./watch-model.ts";
