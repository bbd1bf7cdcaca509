import { z } from "zod";
import { fail } from "#ground/errors";
import { OBJECT_ERRORS, OWN_FOLDER, ownPath } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import {
  type CarriedFiles,
  type CarriedRecord,
  type Carry,
  type Selection,
  type Taken,
  taken,
} from "#ground/slice";
import { ownerOf } from "./artifact-owner.ts";
import { ARTIFACT_ERRORS } from "./errors.ts";
import { pageArtifacts } from "./list-artifacts.ts";
import { ownStore, type Place } from "./place.ts";
import { sendArtifact } from "./sending/index.ts";
import {
  insertTrashed,
  selectEveryTrashed,
  selectTrashed,
  type TrashedRow,
} from "./store/trashed-artifacts.ts";
import { storeArtifact } from "./store-artifact.ts";
import { trashedPath } from "./trash-artifact.ts";

const LISTED = 1000;
/** What the one file is called that lies in the trash by itself. */
const ITSELF = "file";

const trashedRecord = z.object({
  type: z.literal("trashed-artifact"),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  project: z.string().min(1).max(250),
  /** Id of its run or logged model; empty for nobody's. */
  owner: z.string().max(256),
  /** Where it was, among the artifacts of its owner. */
  path: z.string().min(1).max(4096),
  folder: z.boolean(),
  bytes: z.number().int().min(0),
  user: z.string().max(1000),
});
type TrashedRecord = z.infer<typeof trashedRecord>;

/** The files of an artifact in the trash, which lie in this server's own folder under its id. */
const FILES: CarriedFiles = {
  async list(context, id, { path = "", after }) {
    const row = await requireRow(context, id);
    if (row.folder === 0) return { files: await itself(context, id), next: undefined };
    const page = { limit: LISTED, ...(after === undefined ? {} : { after }) };
    return pageArtifacts(context, placeOf(context, row, path), page);
  },
  async store(context, id, path, bytes) {
    await storeArtifact(context, placeOf(context, await requireRow(context, id), path), bytes);
  },
  async send(context, id, path, headers) {
    const place = placeOf(context, await requireRow(context, id), path);
    return sendArtifact(place, { headers, as: "saved" });
  },
};

/** What transfers carry of artifacts by themselves: those in the trash. They come after all that may own them. */
export const CARRY: Carry = {
  kinds: [
    {
      name: "trashed-artifact",
      title: "artifact in the trash",
      schema: trashedRecord,
      key: "id",
      files: FILES,
    },
  ],
  ties: true,
  give: async (context, selection) => ({ records: giveTrashed(context, selection) }),
  take: (context, records) =>
    Promise.all(
      records.map((record) => taken(() => takeTrashed(context, record as TrashedRecord))),
    ),
};

async function* giveTrashed(
  context: ServerContext,
  { project, experiment, filter, wants }: Selection,
): AsyncIterable<CarriedRecord> {
  if (experiment !== undefined || filter !== undefined || !wants("trashed-artifact")) return;
  for (const row of await selectEveryTrashed(context.database.aside, project)) {
    const { id, owner, bytes, user_name: user } = row;
    const root = owner === "" ? undefined : (await ownerOf({ id: owner }, context))?.root;
    const isBelow = root !== undefined && row.path.startsWith(`${root}/`);
    yield {
      ...{ type: "trashed-artifact", id, project: row.project, owner: isBelow ? owner : "" },
      ...{ path: isBelow ? row.path.slice(root.length + 1) : row.path },
      ...{ folder: row.folder === 1, bytes, user },
    };
  }
}

async function takeTrashed(context: ServerContext, record: TrashedRecord): Promise<Taken> {
  const { id, project, owner, folder, bytes, user } = record;
  const path = ownPath(record.path);
  // At the top of a store that name is the store's own.
  if (owner === "" && path.toLowerCase().startsWith(OWN_FOLDER))
    throw fail(OBJECT_ERRORS, "PATH_INVALID", { path: path.slice(0, 200) });
  const root = owner === "" ? undefined : (await ownerOf({ id: owner }, context))?.root;
  if (owner !== "" && root === undefined)
    return { outcome: "refused", note: `${path} in the trash: ${owner} keeps no artifacts here` };
  return context.database.write(async (tx) => {
    if ((await selectTrashed(tx, id)) !== undefined) return { outcome: "same" };
    await insertTrashed(tx, {
      ...{ id, project, owner, path: root === undefined ? path : `${root}/${path}` },
      ...{ folder: folder ? 1 : 0, bytes, user_name: user, deleted_at: context.clock.now() },
    });
    return { outcome: "new" };
  });
}

async function itself(context: ServerContext, id: string) {
  const file = await ownStore(context).open(trashedPath(id));
  if (file === undefined) return [];
  file.close();
  return [{ path: ITSELF, folder: false, size: file.size }];
}

async function requireRow(context: ServerContext, id: string): Promise<TrashedRow> {
  const row = await selectTrashed(context.database, id);
  if (row === undefined) throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UNKNOWN", { path: id });
  return row;
}

function placeOf(context: ServerContext, { id, folder }: TrashedRow, inside: string): Place {
  const below = folder === 0 || inside === "" ? "" : `/${ownPath(inside)}`;
  const path = `${trashedPath(id)}${below}`;
  const uri = `mlflow-artifacts:/${path}`;
  return { store: ownStore(context), path, inside, uri, own: true };
}
