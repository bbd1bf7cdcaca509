import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  lstatSync,
  mkdirSync,
  open,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { link, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { errnoOf, fail } from "#ground/errors";
import { type HeldFolder, holdFolder } from "#ground/files";
import { type Checked, checkedBytes, checkedStream } from "./checked.ts";
import { keyOfLarge } from "./content-key.ts";
import { type Contents, openContents } from "./contents.ts";
import { OBJECT_ERRORS } from "./errors.ts";
import { fileStream } from "./file-stream.ts";
import { incomingIn } from "./incoming.ts";
import { listFolder } from "./list-folder.ts";
import {
  type ObjectStore,
  type OpenedObject,
  OWN_FOLDER,
  type PutOptions,
  type Source,
} from "./object-store.ts";
import { newName, type Received, receive } from "./receive.ts";
import { moving } from "./stillness.ts";
import { openSums, type SumsOf, sumsFile } from "./sums.ts";
import { createSyncGroup } from "./sync-group.ts";

/** A store in a folder of this machine. */
export type LocalFolder = ObjectStore & {
  /** What is shared; `undefined` for a folder that is somebody else's. */
  readonly contents: Contents | undefined;
  /**
   * As `put`, with a file of this file system that is whole, durable and read-only, by a link to it. For this server's
   * own folder alone.
   */
  adopt(path: string, file: string, size: number, options?: PutOptions): Promise<void>;
};

/** Reading no link, and not waiting for the other end of a pipe that somebody left there. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** At most this is read at once and sent as it is; more is streamed. */
const AT_ONCE = 256 * 1024;
const MODE = 0o444;
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO", "ENAMETOOLONG", "EISDIR"]);
const openNew = promisify(open);
const syncHandle = promisify(fsync);

/**
 * The store below `root`. In Fettle's own folder, files of equal content are one, and uploads under way wait in a corner
 * of it; in a folder that is also somebody else's (a `file://` location), a file is a file, and waits beside its place.
 */
export function localFolder(root: string, own: boolean): LocalFolder {
  const incoming = incomingIn(root);
  const contents = own ? openContents(join(root, OWN_FOLDER, "contents")) : undefined;
  const sums = own ? openSums(sumsFile(root)) : undefined;
  const syncFolder = createSyncGroup();
  let hasCorner = false;
  const corner = (): void => {
    if (!hasCorner) mkdirSync(incoming, { recursive: true, mode: 0o755 });
    hasCorner = true;
  };
  const place = async ({ path, folder, received, options }: Placing): Promise<void> => {
    const [folders, name] = split(path);
    if (received.bytes === undefined) await options.beforePlace?.();
    // Held only now: a slow upload keeps no handle, and its folder may come and go meanwhile.
    const held = folder ?? (holdFolder(root, folders, true) as HeldFolder);
    try {
      await settle({ folder: held, name, received, contents, options });
      if (received.sums !== undefined && received.size > 0)
        sums?.keep(lstatSync(held.at(name), { bigint: true }), received.sums);
      await syncFolder(folders.join("/"), held.sync);
    } finally {
      if (folder === undefined) held.close();
    }
  };
  const put = async (path: string, source: Source, options: PutOptions = {}): Promise<void> => {
    let folder: HeldFolder | undefined;
    let temporary = "";
    try {
      if (own) corner();
      else folder = holdFolder(root, split(path)[0], true) as HeldFolder;
      // In somebody else's folder it waits where it will be, under a name that lists leave out.
      temporary = folder?.at(`${OWN_FOLDER}-${newName()}`) ?? join(incoming, newName());
      const received = await receive(source, temporary);
      await place({ path, folder, received, options });
    } catch (error) {
      // Somebody may have removed it.
      hasCorner = false;
      if (temporary !== "") rmSync(temporary, { force: true });
      throw error;
    } finally {
      folder?.close();
    }
  };
  return {
    contents,
    put,
    async adopt(path, file, size, options = {}) {
      corner();
      const temporary = join(incoming, newName());
      try {
        await link(file, temporary);
        const key = await keyOfLarge(temporary, size);
        // Its parts came in any order: it gets its sums in idle time.
        const received = { size, key, bytes: undefined, temporary, sums: undefined };
        await place({ path, folder: undefined, received, options });
      } catch (error) {
        hasCorner = false;
        rmSync(temporary, { force: true });
        throw error;
      }
    },
    open: async (path) => openFile(root, path, sums),
    list: (path, page) => listFolder(root, path, page),
    async kindOf(path) {
      if (path === "") return "folder";
      return withFolder(root, path, (folder, name) => {
        const info = lstatSync(folder.at(name), { throwIfNoEntry: false });
        return info?.isFile() ? "file" : info?.isDirectory() ? "folder" : undefined;
      });
    },
    move: (from, to) => moving(root, () => moveIn(root, from, to)),
    remove: (path) =>
      moving(root, async () => {
        await withFolder(root, path, async (folder, name) => {
          await rm(folder.at(name), { recursive: true, force: true });
          await folder.sync();
        });
      }),
  };
}

async function moveIn(root: string, from: string, to: string): Promise<boolean> {
  const [folders, name] = split(to);
  const moved = await withFolder(root, from, async (source, old) => {
    if (lstatSync(source.at(old), { throwIfNoEntry: false }) === undefined) return false;
    const target = holdFolder(root, folders, true) as HeldFolder;
    try {
      renameSync(source.at(old), target.at(name));
      await target.sync();
      await source.sync();
      return true;
    } finally {
      target.close();
    }
  });
  return moved === true;
}

type Came = Omit<Received, "sums"> & { readonly sums: Received["sums"] | undefined };

type Placing = {
  readonly path: string;
  /** Of the path, where it is held already; the caller closes it. */
  readonly folder: HeldFolder | undefined;
  readonly received: Came;
  readonly options: PutOptions;
};

type Settling = {
  readonly folder: HeldFolder;
  readonly name: string;
  readonly received: Came;
  readonly contents: Contents | undefined;
  readonly options: PutOptions;
};

/**
 * Puts what came in at its place, by a link to the same content or by a rename. What changes a folder is done beside the
 * event loop: it may wait for the file system to write down what others changed.
 */
async function settle({ folder, name, received, contents, options }: Settling): Promise<void> {
  const { beforeReplace } = options;
  const to = folder.at(name);
  // A rename would take the link away that a person put there.
  if (lstatSync(to, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    throw fail(OBJECT_ERRORS, "OBJECT_INVALID", { path: name });
  if (contents !== undefined) {
    const shared = `${received.temporary}.link`;
    if (await contents.share(received, shared))
      try {
        if (!isSame(shared, to)) await ask(beforeReplace, to);
        await rename(shared, to);
        return;
      } finally {
        // A rename onto another link of the same file does nothing, and leaves both.
        rmSync(shared, { force: true });
        rmSync(received.temporary, { force: true });
      }
  }
  await ask(beforeReplace, to);
  if (received.bytes !== undefined) await writeSmall(received.temporary, received.bytes);
  if (received.size > 0) await contents?.hold(received.key, received.temporary);
  await rename(received.temporary, to);
}

async function ask(beforeReplace: (() => Promise<void>) | undefined, to: string): Promise<void> {
  if (beforeReplace === undefined) return;
  if (lstatSync(to, { throwIfNoEntry: false })?.isFile() === true) await beforeReplace();
}

function isSame(one: string, other: string): boolean {
  const a = lstatSync(one, { throwIfNoEntry: false });
  const b = lstatSync(other, { throwIfNoEntry: false });
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** A small one, which was in memory; durable. */
async function writeSmall(path: string, bytes: Uint8Array): Promise<void> {
  const file = await openNew(path, "wx", MODE);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    await syncHandle(file);
  } finally {
    closeSync(file);
  }
}

function openFile(root: string, path: string, known?: SumsOf): OpenedObject | undefined {
  const [folders, name] = split(path);
  let file: number;
  try {
    const folder = holdFolder(root, folders);
    if (folder === undefined) return undefined;
    try {
      file = openSync(folder.at(name), READ);
    } finally {
      folder.close();
    }
  } catch (error) {
    if (ABSENT.has(errnoOf(error) ?? "")) return undefined;
    throw error;
  }
  const info = fstatSync(file, { bigint: true });
  if (!info.isFile()) {
    closeSync(file);
    return undefined;
  }
  const stored = known?.of(info);
  const size = Number(info.size);
  const tag = [info.ino, info.size, info.mtimeNs].map((part) => part.toString(36)).join("-");
  return {
    size,
    modifiedAt: info.mtime,
    tag,
    close: () => closeSync(file),
    body: (from, to) => {
      if (stored !== undefined) return checkedBody({ ...stored, file, path }, size, from, to);
      if (to - from > AT_ONCE) return fileStream(file, from, to);
      const bytes = Buffer.allocUnsafe(to - from);
      try {
        let at = 0;
        for (let read = -1; at < bytes.length && read !== 0; at += read)
          read = readSync(file, bytes, at, bytes.length - at, from + at);
        return bytes.subarray(0, at);
      } finally {
        closeSync(file);
      }
    },
  };
}

function checkedBody(checked: Checked, size: number, from: number, to: number) {
  if (size !== checked.size) {
    closeSync(checked.file);
    throw fail(OBJECT_ERRORS, "OBJECT_DAMAGED", {
      path: checked.path,
      at: Math.min(size, checked.size),
    });
  }
  return to - from > AT_ONCE ? checkedStream(checked, from, to) : checkedBytes(checked, from, to);
}

/** Calls `work` with the folder of a path and the name in it; `undefined` where no such folder is. */
async function withFolder<T>(
  root: string,
  path: string,
  work: (folder: HeldFolder, name: string) => T | Promise<T>,
): Promise<T | undefined> {
  const [folders, name] = split(path);
  let folder: HeldFolder | undefined;
  try {
    folder = holdFolder(root, folders);
  } catch (error) {
    if (ABSENT.has(errnoOf(error) ?? "")) return undefined;
    throw error;
  }
  if (folder === undefined) return undefined;
  try {
    return await work(folder, name);
  } catch (error) {
    // A folder whose name can't be was not found above; a name in it is looked up only now.
    if (errnoOf(error) === "ENAMETOOLONG") return undefined;
    throw error;
  } finally {
    folder.close();
  }
}

function split(path: string): [folders: string[], name: string] {
  const parts = path.split("/");
  const name = parts.pop() as string;
  return [parts, name];
}
