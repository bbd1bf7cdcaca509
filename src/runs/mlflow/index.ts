export { ROUTES } from "./routes.ts";
