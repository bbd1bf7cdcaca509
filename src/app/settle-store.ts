import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Project } from "#ground/config";
import { errnoOf } from "#ground/errors";
import { findStore, holds, movedTogether, STORE_NAME, storeAt } from "#ground/store";
import { answeringServer, stopServer } from "./connect.ts";
import { shownFrom } from "./place-words.ts";
import { refuseTwin } from "./refuse-twin.ts";

/** Where the store lies now, and a line for whoever looks, where something was done or is to be known. */
export type Settled = { readonly store: string; readonly told?: string };

/**
 * Puts a found store where it belongs: the records of a project that became a git repository go into the git folder, as
 * one rename, after its server was stopped. On another disk they stay. Two commands at once do it once.
 */
export async function settleStore(project: Pick<Project, "root" | "found">): Promise<Settled> {
  const { root, found } = project;
  refuseTwin(found);
  if (found.gone !== undefined) return beginAnew(root, found.folder, found.gone);
  if (found.belongs === undefined) return { store: found.folder };
  const server = await answeringServer(found.folder);
  // Asked first: where records stay, every command comes by here, and the server lives on.
  let why = whyStays(found.folder, found.belongs);
  if (why === undefined) {
    if (server !== undefined) await stopServer(found.folder, server);
    why = moveFolder(found.folder, found.belongs);
  }
  if (why !== undefined) {
    const ignored = ignore(root) ? "; it is in .gitignore now" : "";
    const danger = "; git clean -fdx would delete them";
    const isNews = ignored !== "" || server === undefined;
    const told = `the records stay in ${STORE_NAME}, since ${why}${ignored}${danger}`;
    return { store: found.folder, ...(isNews ? { told } : {}) };
  }
  const { folder } = findStore(root);
  linkStore(root, folder);
  const stopped = server === undefined ? "" : " (its server was stopped)";
  const told = `this folder is a git repository now: the records moved from ${STORE_NAME} to ${shownFrom(root, folder)}${stopped}; deleting .git would delete them`;
  return { store: folder, told };
}

/** The link leads nowhere, as after somebody deleted the repository and its records with it. */
function beginAnew(root: string, store: string, gone: string): Settled {
  const link = storeAt(root);
  if (store === link) rmSync(link, { force: true });
  return {
    store,
    told: `the records that ${STORE_NAME} led to are gone (${gone}): new ones begin in ${shownFrom(root, store)}; bring the old ones back to that place if they are somewhere`,
  };
}

/** Why a folder can't be renamed, as far as can be seen before it is tried. */
function whyStays(from: string, to: string): string | undefined {
  const above = dirname(to);
  if (statSync(from).dev !== statSync(above).dev) return `${above} is on another disk`;
  if (existsSync(to) && readdirSync(to).length > 0) return `${to} holds something else`;
  try {
    for (const folder of [above, dirname(from)]) accessSync(folder, constants.W_OK);
    return undefined;
  } catch {
    return `${above} or ${dirname(from)} can't be written`;
  }
}

/** Renames a folder; says why that can't be done. One that was moved meanwhile, by another command, is fine. */
function moveFolder(from: string, to: string): string | undefined {
  try {
    if (existsSync(to)) rmdirSync(to);
    renameSync(from, to);
    return undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" && existsSync(to)) return undefined;
    return `${to} can't be made (${errno ?? String(error)})`;
  }
}

function ignore(root: string): boolean {
  const path = join(root, ".gitignore");
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (before.split(/\r?\n/).some((line) => /^\/?\.fettle\/?$/.test(line.trim()))) return false;
  try {
    appendFileSync(path, `${before === "" || before.endsWith("\n") ? "" : "\n"}/${STORE_NAME}\n`);
    return true;
  } catch {
    // A folder without write permission: the records are found all the same.
    return false;
  }
}

/**
 * `.fettle` at the project's root, for people and for clients in other languages. It is relative where project and store
 * move together. A link that leads elsewhere is set right; a folder is left alone.
 */
export function linkStore(root: string, store: string): void {
  const link = storeAt(root);
  if (link === store) return;
  const isAlong = holds(root, store) || movedTogether(store, root);
  const target = isAlong ? relative(root, store) : store;
  try {
    const found = lstatSync(link, { throwIfNoEntry: false });
    if (found?.isSymbolicLink() === false) return;
    if (found !== undefined && readlinkSync(link) === target) return;
    // Renamed into its place, so that nobody finds none.
    const fresh = `${link}.${process.pid}`;
    rmSync(fresh, { force: true });
    symlinkSync(target, fresh);
    renameSync(fresh, link);
  } catch {
    // A folder without write permission has no link; the commands find the store without it.
  }
}
