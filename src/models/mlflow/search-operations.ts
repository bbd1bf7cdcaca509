import {
  checkLength,
  type Fields,
  type Operation,
  pageSize,
  pageToken,
  readOffset,
} from "#ground/mlflow";
import { type Search, searchModels, searchVersions } from "../search.ts";
import { wireModels, wireVersions } from "./wire.ts";

const MODELS_PAGE = 100;
const MODELS_PAGE_MAX = 1000;
const VERSIONS_PAGE = 10_000;
const VERSIONS_PAGE_MAX = 200_000;
const ORDERS_MAX = 10;

/** The page that is asked for, and one more, which tells whether there is another page. */
function searchOf(fields: Fields, standard: number, most: number): Search {
  const orderBy = fields.texts("order_by");
  checkLength(orderBy, ORDERS_MAX, "order_by");
  return {
    filter: fields.value("filter"),
    orderBy,
    limit: pageSize(fields, standard, most) + 1,
    offset: readOffset(fields.text("page_token")),
  };
}

function nextToken(found: readonly unknown[], { limit, offset }: Search): string | undefined {
  return found.length === limit ? pageToken([offset + limit - 1]) : undefined;
}

/** Searches of the registry. */
export const SEARCH_OPERATIONS: readonly Operation[] = [
  {
    method: "GET",
    path: "registered-models/search",
    permission: "read",
    summary: "Registered models that fit a filter, a page at a time.",
    async run(fields, context) {
      const search = searchOf(fields, MODELS_PAGE, MODELS_PAGE_MAX);
      const found = await searchModels(context, search);
      const page = found.slice(0, search.limit - 1);
      return {
        registered_models: await wireModels(context.database, page),
        next_page_token: nextToken(found, search),
      };
    },
  },
  {
    method: "GET",
    path: "model-versions/search",
    permission: "read",
    summary: "Versions that fit a filter, a page at a time.",
    async run(fields, context) {
      const search = searchOf(fields, VERSIONS_PAGE, VERSIONS_PAGE_MAX);
      const found = await searchVersions(context, search);
      const page = found.slice(0, search.limit - 1);
      return {
        model_versions: await wireVersions(context.database, page),
        next_page_token: nextToken(found, search),
      };
    },
  },
];
