import type { IncomingHttpHeaders } from "node:http";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import { Fields, type FieldTable, field, mlflowError, type Read, readFields } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import {
  type ArrivedPart,
  abortUpload,
  checkSigned,
  completeUpload,
  createUpload,
  originOf,
  signedQuery,
  storePart,
  UPLOAD_MS,
} from "../parts/index.ts";
import { ownPlace, type Place } from "../place.ts";
import { sendArtifact } from "../sending/index.ts";
import { bodyOf } from "../store-artifact.ts";
import { artifactAddress, SIGNED } from "./artifact-address.ts";

const API = "/api/2.0/mlflow-artifacts";
const AJAX = "/ajax-api/2.0/mlflow-artifacts";
const PART = `${API}/mpu/part`;

/** The client says where the file lies on its own disk, whatever its system: its name counts. */
const PATH = {
  path: field.about(field.needText, "Where the file lies on the client's disk; its name counts."),
};
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
        artifactAddress(context, ownPlace(context, params["*"] as string), headers),
    }),
  ]),
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
      return sendArtifact(place, { headers, as: "saved" });
    },
  }),
];
