import type { IncomingHttpHeaders } from "node:http";
import { fail } from "#ground/errors";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import {
  Fields,
  type FieldTable,
  field,
  MLFLOW_ERRORS,
  mlflowError,
  type Read,
  readFields,
} from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import {
  type ArrivedPart,
  abortUpload,
  bodyOf,
  checkSigned,
  completeUpload,
  createUpload,
  originOf,
  ownPlace,
  type Place,
  sendArtifact,
  signedQuery,
  storePart,
  UPLOAD_MS,
} from "../artifacts/index.ts";
import { ERRORS } from "../errors.ts";
import { placeInRun } from "./artifact-operations.ts";
import { RUN } from "./fields.ts";

const API = "/api/2.0/mlflow-artifacts";
const AJAX = "/ajax-api/2.0/mlflow-artifacts";
const PART = `${API}/mpu/part`;
const SIGNED = `${API}/signed`;
/** A download of many ranges, on a slow line. */
const DOWNLOAD_MS = 6 * 3_600_000;

/** The client says where the file lies on its own disk, whatever its system: its name counts. */
const PATH = {
  path: field.about(field.needText, "Where the file lies on the client's disk; its name counts."),
};
const PRESIGNED = { ...RUN, path: field.needed(field.value), expiration: field.whole };
const UPLOAD = { ...PATH, upload_id: field.needText };
const BEGIN = { ...PATH, num_parts: field.whole };
const COMPLETE = {
  ...PATH,
  parts: field.messages(
    { part_number: field.whole, etag: field.text, url: field.text },
    (part): ArrivedPart => ({ number: part.part_number ?? 0, tag: part.etag ?? "" }),
  ),
  upload_id: field.needText,
};

type MpuCall<T extends FieldTable> = {
  readonly path: string;
  readonly summary: string;
  readonly fields: T;
  run(
    asked: Read<T>,
    place: Place,
    context: ServerContext,
    headers: IncomingHttpHeaders,
  ): Promise<object>;
};

function mpuRoute<T extends FieldTable & typeof PATH>(call: MpuCall<T>): RouteShape {
  const { path, summary, fields, run } = call;
  return defineRoute({
    method: "POST",
    path,
    permission: "write",
    summary,
    fields,
    onError: mlflowError,
    run({ params, body, headers }, context) {
      const asked = readFields(new Fields(body), fields);
      const name = (asked as Read<typeof PATH>).path.split(/[/\\]/).pop() as string;
      return run(asked, ownPlace(context, `${params["*"]}/${name}`), context, headers);
    },
  });
}

const begin: MpuCall<typeof BEGIN>["run"] = async (asked, place, context, headers) => {
  const { num_parts: parts = 0 } = asked;
  const id = await createUpload(context, place, parts);
  const origin = originOf(headers);
  const credentials = Array.from({ length: parts }, (_, i) => ({
    url: `${origin}${PART}/${id}/${i + 1}?${signedQuery(context, `part ${id} ${i + 1}`, UPLOAD_MS)}`,
    part_number: i + 1,
    headers: {},
  }));
  return { upload_id: id, credentials };
};

const complete: MpuCall<typeof COMPLETE>["run"] = async (asked, place, context) => {
  await completeUpload(context, asked.upload_id, place, asked.parts);
  return {};
};

const abort: MpuCall<typeof UPLOAD>["run"] = async (asked, place, context) => {
  await abortUpload(context, asked.upload_id, place);
  return {};
};

async function presigned(
  context: ServerContext,
  place: Place,
  headers: IncomingHttpHeaders,
): Promise<{ url: string; headers: object; file_size: number }> {
  const file = place.path === "" ? undefined : await place.store.open(place.path);
  if (file === undefined) throw fail(ERRORS, "RUNS_ARTIFACT_UNKNOWN", { path: place.inside });
  file.close();
  const path = place.path.split("/").map(encodeURIComponent).join("/");
  const query = signedQuery(context, `file ${place.path}`, DOWNLOAD_MS);
  return {
    url: `${originOf(headers)}${SIGNED}/${path}?${query}`,
    headers: {},
    file_size: file.size,
  };
}

/**
 * Large files in parts: MLflow's client sends the parts side by side, to addresses that it is given, and fetches a file
 * in ranges from such an address. They are this server's own, signed, since the client sends no token there.
 */
export const UPLOAD_ROUTES: readonly RouteShape[] = [
  ...[API, AJAX].flatMap((api) => [
    mpuRoute({
      path: `${api}/mpu/create/*`,
      summary: "Begins an upload in parts, and gives the address of each.",
      fields: BEGIN,
      run: begin,
    }),
    mpuRoute({
      path: `${api}/mpu/complete/*`,
      summary: "Joins the parts that arrived to the artifact.",
      fields: COMPLETE,
      run: complete,
    }),
    mpuRoute({
      path: `${api}/mpu/abort/*`,
      summary: "Drops an upload in parts.",
      fields: UPLOAD,
      run: abort,
    }),
    defineRoute({
      method: "GET",
      path: `${api}/presigned/*`,
      permission: "read",
      summary: "An address from which an artifact can be fetched in ranges, without the token.",
      onError: mlflowError,
      run: ({ params, headers }, context) =>
        presigned(context, ownPlace(context, params["*"] as string), headers),
    }),
  ]),
  ...["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"].map((api) =>
    defineRoute({
      method: "POST",
      path: `${api}/artifacts/presigned-download-url`,
      permission: "read",
      summary: "An address from which an artifact of a run can be fetched, without the token.",
      fields: PRESIGNED,
      onError: mlflowError,
      async run({ body, headers }, context) {
        const { run_id: id, path } = readFields(new Fields(body), PRESIGNED);
        const place = await placeInRun(context, id, path);
        if (!place.own)
          throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
            problem: "artifacts outside of this server's own folder have no such address",
          });
        const { url, ...rest } = await presigned(context, place, headers);
        return { presigned_url: url, ...rest };
      },
    }),
  ),
  defineRoute({
    method: "PUT",
    path: `${PART}/:upload/:part`,
    permission: "public",
    summary: "Takes in a part of an upload; the address is signed. Answers the part's ETag.",
    streamsBody: true,
    onError: mlflowError,
    async run({ params, query, stream, headers }, context) {
      const { upload, part } = params as { upload: string; part: string };
      try {
        checkSigned(context, `part ${upload} ${part}`, query);
        const body = bodyOf(stream, ownPlace(context, `part/${part}`));
        const told = Number(headers["content-length"]);
        const length = Number.isSafeInteger(told) ? told : undefined;
        const tag = await storePart(context, upload, Number(part), body, length);
        return answer({ headers: { etag: `"${tag}"` } });
      } catch (error) {
        stream.resume();
        throw error;
      }
    },
  }),
  defineRoute({
    method: "GET",
    path: `${SIGNED}/*`,
    permission: "public",
    summary: "The bytes of an artifact, or a range of them; the address is signed.",
    onError: mlflowError,
    async run({ params, query, headers }, context) {
      const place = ownPlace(context, params["*"] as string);
      checkSigned(context, `file ${place.path}`, query);
      return sendArtifact(context, place, { headers, as: "saved" });
    },
  }),
];
