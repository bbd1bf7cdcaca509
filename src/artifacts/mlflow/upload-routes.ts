import type { IncomingHttpHeaders } from "node:http";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import { Fields, mlflowError } from "#ground/mlflow";
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
import { MPU_FIELDS } from "./request-fields.ts";

const API = "/api/2.0/mlflow-artifacts";
const AJAX = "/ajax-api/2.0/mlflow-artifacts";
const PART = `${API}/mpu/part`;

type MpuWork = (
  fields: Fields,
  place: Place,
  context: ServerContext,
  headers: IncomingHttpHeaders,
) => Promise<object>;

function mpuRoute(path: string, summary: string, work: MpuWork): RouteShape {
  return defineRoute({
    method: "POST",
    path,
    permission: "write",
    summary,
    fields: MPU_FIELDS,
    onError: mlflowError,
    run({ params, body, headers }, context) {
      const fields = new Fields(body);
      // The client says where the file lies on its own disk, whatever its system: its name counts.
      const name = fields.needText("path").split(/[/\\]/).pop() as string;
      const place = ownPlace(context, `${params["*"]}/${name}`);
      return work(fields, place, context, headers);
    },
  });
}

const begin: MpuWork = async (fields, place, context, headers) => {
  const parts = fields.whole("num_parts") ?? 0;
  const id = await createUpload(context, place, parts);
  const origin = originOf(headers);
  const credentials = Array.from({ length: parts }, (_, i) => ({
    url: `${origin}${PART}/${id}/${i + 1}?${signedQuery(context, `part ${id} ${i + 1}`, UPLOAD_MS)}`,
    part_number: i + 1,
    headers: {},
  }));
  return { upload_id: id, credentials };
};

const complete: MpuWork = async (fields, place, context) => {
  const parts = fields.list("parts").map(
    (part): ArrivedPart => ({
      number: part.whole("part_number") ?? 0,
      tag: part.text("etag") ?? "",
    }),
  );
  await completeUpload(context, fields.needText("upload_id"), place, parts);
  return {};
};

const abort: MpuWork = async (fields, place, context) => {
  await abortUpload(context, fields.needText("upload_id"), place);
  return {};
};

/**
 * Large files in parts: MLflow's client sends the parts side by side, to addresses that it is given, and fetches a file
 * in ranges from such an address. They are this server's own, signed, since the client sends no token there.
 */
export const UPLOAD_ROUTES: readonly RouteShape[] = [
  ...[API, AJAX].flatMap((api) => [
    mpuRoute(
      `${api}/mpu/create/*`,
      "Begins an upload in parts, and gives the address of each.",
      begin,
    ),
    mpuRoute(`${api}/mpu/complete/*`, "Joins the parts that arrived to the artifact.", complete),
    mpuRoute(`${api}/mpu/abort/*`, "Drops an upload in parts.", abort),
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
      return sendArtifact(context, place, { headers, as: "saved" });
    },
  }),
];
