import type { RequestField, RequestFields } from "#ground/http";
import { HAPPENINGS } from "../webhooks/index.ts";

const TEXT: RequestField = { type: "text" };
const NEED_TEXT: RequestField = { type: "text", required: true };
const TEXTS: RequestField = { type: "text", list: true };
const WHOLE: RequestField = { type: "whole" };

const NAME: RequestField = { ...NEED_TEXT, about: "Not empty, without `/` and `:`." };
const MODEL = { name: NAME } satisfies RequestFields;
const VERSION = {
  name: NAME,
  version: { ...NEED_TEXT, about: "A whole number, as text." },
} satisfies RequestFields;
const TAG = { key: NEED_TEXT, value: TEXT } satisfies RequestFields;
const TAGS: RequestField = { type: "message", list: true, fields: TAG };
const LATEST: RequestFields = { ...MODEL, stages: TEXTS };
const SEARCH: RequestFields = {
  filter: TEXT,
  max_results: WHOLE,
  order_by: TEXTS,
  page_token: TEXT,
};
const ALIAS: RequestField = {
  ...NEED_TEXT,
  about: "At most 255 of letters, digits, `_` and `-`; not `latest` and not as `v1`.",
};
const EVENT: RequestFields = {
  entity: {
    type: "text",
    required: true,
    words: Object.keys(HAPPENINGS).map((entity) => entity.toUpperCase()),
  },
  action: {
    type: "text",
    required: true,
    words: ["CREATED", "UPDATED", "DELETED", "SET", "EXCEEDED"],
  },
};
const WEBHOOK: RequestFields = {
  description: TEXT,
  secret: { ...TEXT, about: "Signs what is sent." },
  status: { type: "text", words: ["ACTIVE", "DISABLED"] },
};

/** What the operations of the registry read, by `METHOD path` below `/api/2.0/mlflow/`. */
export const REGISTRY_FIELDS: Readonly<Record<string, RequestFields>> = {
  "POST registered-models/create": { ...MODEL, description: TEXT, tags: TAGS },
  "POST registered-models/rename": { ...MODEL, new_name: NAME },
  "PATCH registered-models/update": { ...MODEL, description: TEXT },
  "DELETE registered-models/delete": MODEL,
  "GET registered-models/get": MODEL,
  "GET registered-models/search": SEARCH,
  "GET registered-models/get-latest-versions": LATEST,
  "POST registered-models/get-latest-versions": LATEST,
  "POST registered-models/set-tag": { ...MODEL, ...TAG },
  "DELETE registered-models/delete-tag": { ...MODEL, key: NEED_TEXT },
  "POST registered-models/alias": { ...VERSION, alias: ALIAS },
  "DELETE registered-models/alias": { ...MODEL, alias: ALIAS },
  "GET registered-models/alias": { ...MODEL, alias: ALIAS },
  "POST model-versions/create": {
    ...MODEL,
    source: {
      ...NEED_TEXT,
      about: "A URI: of a run's artifacts, of a logged model, or elsewhere.",
    },
    run_id: TEXT,
    model_id: TEXT,
    run_link: TEXT,
    description: TEXT,
    tags: TAGS,
  },
  "PATCH model-versions/update": { ...VERSION, description: TEXT },
  "POST model-versions/transition-stage": {
    ...VERSION,
    stage: { ...NEED_TEXT, about: "None, Staging, Production or Archived." },
    archive_existing_versions: { type: "flag" },
  },
  "DELETE model-versions/delete": VERSION,
  "GET model-versions/get": VERSION,
  "GET model-versions/get-download-uri": VERSION,
  "GET model-versions/search": SEARCH,
  "POST model-versions/set-tag": { ...VERSION, ...TAG },
  "DELETE model-versions/delete-tag": { ...VERSION, key: NEED_TEXT },
  "POST webhooks": {
    name: { ...NEED_TEXT, about: "At most 63 characters." },
    url: NEED_TEXT,
    events: { type: "message", list: true, fields: EVENT },
    ...WEBHOOK,
  },
  "GET webhooks": { max_results: WHOLE, page_token: TEXT },
  "GET webhooks/:webhook_id": {},
  "PATCH webhooks/:webhook_id": {
    name: TEXT,
    url: TEXT,
    events: { type: "message", list: true, fields: EVENT },
    ...WEBHOOK,
  },
  "DELETE webhooks/:webhook_id": {},
  "POST webhooks/:webhook_id/test": { event: { type: "message", fields: EVENT } },
};
