import { heldToFields } from "#test/held-to-fields";
import { REGISTRY_FIELDS } from "./request-fields.ts";
import { ROUTES } from "./routes.ts";

heldToFields(["lineage", "artifacts", "runs", "models"], ROUTES, REGISTRY_FIELDS);
