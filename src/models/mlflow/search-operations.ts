import {
  checkLength,
  defineOperation,
  field,
  type OperationShape,
  pageToken,
  type Read,
  readOffset,
} from "#ground/mlflow";
import { type Search, searchModels, searchVersions } from "../search/index.ts";
import { wireModels, wireVersions } from "./wire.ts";

const MODELS_PAGE = 100;
const MODELS_PAGE_MAX = 1000;
const VERSIONS_PAGE = 10_000;
const VERSIONS_PAGE_MAX = 200_000;
const ORDERS_MAX = 10;

/** What a search reads. */
function searchFields(standard: number, most: number) {
  return {
    order_by: field.texts,
    filter: field.value,
    max_results: field.pageLimit(standard, most),
    page_token: field.text,
  };
}

/** The page that is asked for, and one more, which tells whether there is another page. */
function searchOf(asked: Read<ReturnType<typeof searchFields>>): Search {
  checkLength(asked.order_by, ORDERS_MAX, "order_by");
  return {
    filter: asked.filter,
    orderBy: asked.order_by,
    limit: asked.max_results + 1,
    offset: readOffset(asked.page_token),
  };
}

function nextToken(found: readonly unknown[], { limit, offset }: Search): string | undefined {
  return found.length === limit ? pageToken([offset + limit - 1]) : undefined;
}

/** Searches of the registry. */
export const SEARCH_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "GET",
    path: "registered-models/search",
    permission: "read",
    summary: "Registered models that fit a filter, a page at a time.",
    fields: searchFields(MODELS_PAGE, MODELS_PAGE_MAX),
    async run(asked, context) {
      const search = searchOf(asked);
      const found = await searchModels(context, search);
      const page = found.slice(0, search.limit - 1);
      return {
        registered_models: await wireModels(context, page),
        next_page_token: nextToken(found, search),
      };
    },
  }),
  defineOperation({
    method: "GET",
    path: "model-versions/search",
    permission: "read",
    summary: "Versions that fit a filter, a page at a time.",
    fields: searchFields(VERSIONS_PAGE, VERSIONS_PAGE_MAX),
    async run(asked, context) {
      const search = searchOf(asked);
      const found = await searchVersions(context, search);
      const page = found.slice(0, search.limit - 1);
      return {
        model_versions: await wireVersions(context, page),
        next_page_token: nextToken(found, search),
      };
    },
  }),
];
