export { EXPERIMENT_ROUTES, type ExperimentRow } from "./routes.ts";
