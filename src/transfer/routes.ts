import { Readable } from "node:stream";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import {
  API,
  doneAnswer,
  EXPORT_PATH,
  exportQuery,
  FILE_PATH,
  fileOwner,
  fileParams,
  fileQuery,
  ONE_FILE_PATH,
} from "./api.ts";
import { filesOf, kindsOf, trashOne } from "./carries.ts";
import { COUNTED } from "./counted.ts";
import { giveRecords } from "./give-records.ts";
import { takeRecords } from "./take-records.ts";

const BODY_BYTES_MAX = 32 * 1024 * 1024;

const kinds = defineRoute({
  ...API.kinds,
  permission: "read",
  summary: "The kinds of records that an export gives and an import takes, in their order.",
  async run(_, context) {
    return {
      kinds: kindsOf(context).map(({ name, title, key, files, trash }) => ({
        name,
        title,
        key: key ?? null,
        files: files !== undefined,
        trash: trash !== undefined,
      })),
    };
  },
});

const take = defineRoute({
  ...API.take,
  permission: "write",
  summary:
    "Takes records of an import in. What is there already stays; the same again changes nothing.",
  bodyBytesMax: BODY_BYTES_MAX,
  run: ({ body }, context) => takeRecords(context, body),
});

const trash = defineRoute({
  ...API.trash,
  permission: "write",
  summary: "Moves a thing into the trash that lay there where it comes from.",
  async run({ body }, context) {
    await trashOne(context, body.of, body.id);
    return {};
  },
});

const files = defineRoute({
  ...API.files,
  permission: "read",
  summary: "What lies in a folder of the files of a thing, 1,000 at a time.",
  async run({ params: { of, id }, query: { path, after } }, context) {
    return filesOf(context, of).list(context, id, { path, after });
  },
});

const store = defineRoute({
  method: "PUT",
  path: FILE_PATH,
  params: fileParams,
  permission: "write",
  summary: "Stores a file of a thing.",
  streamsBody: true,
  answer: doneAnswer,
  async run({ params: { of, id, "*": path }, stream }, context) {
    await filesOf(context, of).store(context, id, path, stream);
    return {};
  },
});

const send = defineRoute({
  method: "GET",
  path: FILE_PATH,
  params: fileParams,
  permission: "read",
  sends: "application/octet-stream",
  summary: "The bytes of a file of a thing.",
  async run({ params: { of, id, "*": path }, headers }, context) {
    return filesOf(context, of).send(context, id, path, headers);
  },
});

const storeOne = defineRoute({
  method: "PUT",
  path: ONE_FILE_PATH,
  params: fileOwner,
  query: fileQuery,
  permission: "write",
  summary: "Stores a file of a thing, whatever signs its path holds.",
  streamsBody: true,
  answer: doneAnswer,
  async run({ params: { of, id }, query: { path }, stream }, context) {
    await filesOf(context, of).store(context, id, path, stream);
    return {};
  },
});

const sendOne = defineRoute({
  method: "GET",
  path: ONE_FILE_PATH,
  params: fileOwner,
  query: fileQuery,
  permission: "read",
  sends: "application/octet-stream",
  summary: "The bytes of a file of a thing, whatever signs its path holds.",
  async run({ params: { of, id }, query: { path }, headers }, context) {
    return filesOf(context, of).send(context, id, path, headers);
  },
});

const give = defineRoute({
  method: "GET",
  path: EXPORT_PATH,
  permission: "read",
  sends: "application/jsonl",
  summary: "All that an import takes, as JSON lines; those of the type `left` count what is not.",
  query: exportQuery,
  async run({ query, signal }, context) {
    const { lines, counted } = await giveRecords(context, query, signal);
    return answer({
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        ...(counted === undefined ? {} : { [COUNTED]: `${counted.kind} ${counted.count}` }),
      },
      body: Readable.from(lines, { objectMode: false }),
    });
  },
});

/** What is moved in and out. */
export const ROUTES: readonly RouteShape[] = [
  kinds,
  take,
  trash,
  files,
  store,
  send,
  storeOne,
  sendOne,
  give,
];
