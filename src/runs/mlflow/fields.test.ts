import { heldToFields } from "#test/held-to-fields";
import { ROUTES } from "./routes.ts";

heldToFields(["lineage", "artifacts", "runs"], ROUTES);
