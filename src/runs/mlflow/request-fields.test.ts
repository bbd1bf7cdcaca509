import { heldToFields } from "#test/held-to-fields";
import { TRACKING_FIELDS } from "./request-fields.ts";
import { ROUTES } from "./routes.ts";

heldToFields(["lineage", "artifacts", "runs"], ROUTES, TRACKING_FIELDS);
