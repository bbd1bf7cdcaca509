export { artifactAddress } from "./artifact-address.ts";
export { listAnswer } from "./list-answer.ts";
export { ROUTES } from "./routes.ts";
