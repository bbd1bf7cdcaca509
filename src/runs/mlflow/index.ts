export { type ErrorCodes, mlflowError } from "./errors.ts";
export { Fields } from "./fields.ts";
export { mlflowRoutes, type Operation } from "./mlflow-route.ts";
export { pageToken, readOffset } from "./page-token.ts";
export { ROUTES } from "./routes.ts";
export { pageSize } from "./views.ts";
