import { statSync } from "node:fs";
import nodePath from "node:path";
import { fail } from "#ground/errors";
import { newId } from "#ground/id";
import { OWN_FOLDER, type Source } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { ARTIFACT_ERRORS } from "../errors.ts";
import { ownPlace, ownStore, type Place } from "../place.ts";
import {
  deleteUpload,
  insertUpload,
  markUploadDone,
  selectUpload,
  selectUploadsBefore,
  type UploadRow,
} from "../store/uploads.ts";
import { adoptArtifact, asOurs, storeArtifact, writable } from "../store-artifact.ts";
import { openStaging, type Staged, type Staging } from "./staging.ts";

/** A part that arrived, as the client names it when it completes the upload. */
export type ArrivedPart = { readonly number: number; readonly tag: string };

/** S3's, and enough for 97 GiB in the parts of 10 MiB that MLflow's client sends. */
export const PARTS_MAX = 10_000;
/** Parts may come for a day. */
export const UPLOAD_MS = 24 * 3_600_000;
const PARTS = `${OWN_FOLDER}/parts`;

/** Begins an upload in parts; answers its id. */
export async function createUpload(
  context: ServerContext,
  place: Place,
  parts: number,
): Promise<string> {
  if (!Number.isInteger(parts) || parts < 1 || parts > PARTS_MAX)
    throw invalid(`an upload has 1 to ${PARTS_MAX} parts, not ${parts}`);
  const owner = await writable(context, place);
  const id = newId();
  const row = {
    id,
    project: owner?.project ?? "default",
    path: place.path,
    parts,
    created_at: context.clock.now(),
  };
  await context.database.write((tx) => insertUpload(tx, row));
  return id;
}

/** Takes in a part, whole or not at all, in any order and as often as it is sent; answers its tag. */
export async function storePart(
  context: ServerContext,
  id: string,
  number: number,
  body: Source,
  length?: number,
): Promise<string> {
  const row = await openUpload(context, id);
  if (!Number.isInteger(number) || number < 1 || number > row.parts)
    throw invalid(`there is no part ${number} in an upload of ${row.parts} parts`);
  try {
    const staging = stagingOf(context, id);
    return await staging.take({ number, last: number === row.parts, length }, body);
  } catch (error) {
    throw asOurs(context, error, ownPlace(context, row.path));
  }
}

const stagings = new WeakMap<ServerContext, Map<string, Staging>>();

function stagingOf(context: ServerContext, id: string): Staging {
  const known = stagings.get(context) ?? new Map<string, Staging>();
  stagings.set(context, known);
  const staging = known.get(id) ?? openStaging(nodePath.join(context.store.artifacts, PARTS, id));
  known.set(id, staging);
  return staging;
}

const completing = new Map<string, Promise<void>>();

/** Joins the parts to the artifact, which is whole and in its place when this resolves. May be sent again. */
export async function completeUpload(
  context: ServerContext,
  id: string,
  place: Place,
  parts: readonly ArrivedPart[],
): Promise<void> {
  const row = await selectUpload(context.database, id);
  if (row === undefined || row.path !== place.path)
    throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UPLOAD_UNKNOWN", { id });
  if (row.done_at !== null) return;
  const running = completing.get(id);
  if (running !== undefined) return running;
  const begun = join(context, row, place, parts).finally(() => completing.delete(id));
  completing.set(id, begun);
  return begun;
}

async function join(
  context: ServerContext,
  row: UploadRow,
  place: Place,
  parts: readonly ArrivedPart[],
): Promise<void> {
  const sorted = inOrder(parts, row.parts);
  const staging = stagingOf(context, row.id);
  const staged: Staged[] = [];
  for (const { number, tag } of sorted) {
    const found = await staging.find(number, tag.replaceAll('"', ""));
    if (found === undefined)
      throw invalid(`part ${number} did not arrive, or with other content than the tag names`);
    staged.push(found);
  }
  try {
    const whole = await staging.whole(staged);
    if (whole === undefined) await storeArtifact(context, place, staging.read(staged));
    else await adoptArtifact(context, place, whole.path, whole.size);
  } catch (error) {
    throw asOurs(context, error, place);
  }
  await context.database.write((tx) => markUploadDone(tx, row.id, context.clock.now()));
  await removeParts(context, row.id);
}

/** Parts in the order of their numbers; refused where not each of them is named, and once. */
function inOrder(parts: readonly ArrivedPart[], count: number): readonly ArrivedPart[] {
  const has = `the upload has ${count} parts`;
  if (parts.length !== count) throw invalid(`${has}; ${parts.length} were named`);
  const named = new Set(parts.map(({ number }) => number));
  for (let number = 1; number <= count; number += 1)
    if (!named.has(number)) throw invalid(`${has}; part ${number} was not named`);
  return [...parts].sort((a, b) => a.number - b.number);
}

/** Drops an upload with its parts. One that is not there is dropped already. */
export async function abortUpload(context: ServerContext, id: string, place: Place): Promise<void> {
  const row = await selectUpload(context.database, id);
  if (row === undefined || row.path !== place.path) return;
  await drop(context, id);
}

/** Drops what was begun so long ago that no part of it is taken any more. */
export async function dropOldUploads(context: ServerContext): Promise<void> {
  const before = context.clock.now() - UPLOAD_MS - 3_600_000;
  for (const row of await selectUploadsBefore(context.database, before))
    await drop(context, row.id);
  const store = ownStore(context);
  // Parts that came while their upload was aborted. A server of another store may share the folder: it drops its own by now.
  for (const { name } of (await store.list(PARTS, {})).entries) {
    const folder = nodePath.join(context.store.artifacts, PARTS, name);
    const info = statSync(folder, { throwIfNoEntry: false });
    if (info === undefined || info.mtimeMs >= before) continue;
    if ((await selectUpload(context.database, name)) === undefined)
      await store.remove(`${PARTS}/${name}`);
  }
}

async function drop(context: ServerContext, id: string): Promise<void> {
  await context.database.write((tx) => deleteUpload(tx, id));
  await removeParts(context, id);
}

async function removeParts(context: ServerContext, id: string): Promise<void> {
  stagings.get(context)?.delete(id);
  await ownStore(context).remove(`${PARTS}/${id}`);
}

async function openUpload(context: ServerContext, id: string): Promise<UploadRow> {
  const row = await selectUpload(context.database, id);
  if (row === undefined || row.done_at !== null)
    throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UPLOAD_UNKNOWN", { id });
  return row;
}

function invalid(problem: string): Error {
  return fail(ARTIFACT_ERRORS, "ARTIFACTS_UPLOAD_INVALID", { problem });
}
