import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { errnoOf, fail, GROUND_ERRORS, toFettleError } from "#ground/errors";
import { writeFileWhole } from "#ground/files";
import { serverFile } from "#ground/server";
import { identityOf, tokenFile } from "#ground/store";

/** `server.json` in the store: where its server is. Left behind by a server that was killed. */
export type ServerFile = {
  readonly pid: number;
  readonly url: string;
  readonly socket: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Started by a command, and leaves when idle. */
  readonly background: boolean;
  /** The store it serves: its real path, and what `identityOf` says of it. Fettle 0.1 wrote none. */
  readonly serves?: { readonly path: string; readonly identity: string };
};

const SOCKET = "server.sock";
const LOG = "server.log";
/** Shorter than any that Fettle makes, longer than any that can be guessed. */
const TOKEN_LENGTH_MIN = 32;
/** A socket's path must fit into 104 bytes on macOS and 108 on Linux, its final NUL included. */
const SOCKET_PATH_MAX = 103;
/** SQLite takes a path of 504 bytes, and the longest in a store is that of `server.lock`. */
const STORE_PATH_MAX = 504 - "/server.lock".length;

/**
 * What `server.json` says; `undefined` without one, for what no server wrote, and for one that serves another store: this
 * one is a copy of it, or was moved. The next server replaces it.
 */
export function readServerFile(store: string): ServerFile | undefined {
  const file = parseServerFile(store);
  if (file?.serves === undefined) return file;
  const isOwn = file.serves.identity === identityOf(store);
  return isOwn && file.serves.path === realpathSync(store) ? file : undefined;
}

/** The server that has served this very store since before it was moved here; its paths lead nowhere now. */
export function serverFromBeforeMove(store: string): ServerFile | undefined {
  const file = parseServerFile(store);
  if (file?.serves === undefined || file.serves.identity !== identityOf(store)) return undefined;
  if (file.serves.path === realpathSync(store)) return undefined;
  // A socket in the store moved along with it.
  const isInside = dirname(file.socket) === file.serves.path;
  return isInside ? { ...file, socket: plainSocketPath(store) } : file;
}

/** Whether a server that is gone has not ended by itself: killed, it leaves its file. Of Fettle 0.1 that is not known. */
export function wasServed(store: string): boolean {
  return parseServerFile(store)?.serves !== undefined;
}

function parseServerFile(store: string): ServerFile | undefined {
  const path = serverFile(store);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "EACCES" || errno === "EPERM") throw toFettleError(error, "read", path);
    return undefined;
  }
  try {
    const file: unknown = JSON.parse(text);
    return isServerFile(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function isServerFile(value: unknown): value is ServerFile {
  if (typeof value !== "object" || value === null) return false;
  const file = value as Record<keyof ServerFile, unknown>;
  return (
    Number.isInteger(file.pid) &&
    typeof file.url === "string" &&
    URL.canParse(file.url) &&
    typeof file.socket === "string" &&
    typeof file.version === "string" &&
    typeof file.startedAt === "number" &&
    typeof file.background === "boolean" &&
    (file.serves === undefined || isServed(file.serves))
  );
}

function isServed(value: unknown): boolean {
  const served = value as Record<"path" | "identity", unknown> | null;
  return typeof served?.path === "string" && typeof served.identity === "string";
}

export function writeServerFile(store: string, file: Omit<ServerFile, "serves">): void {
  const serves = { path: realpathSync(store), identity: identityOf(store) };
  writeFileWhole(serverFile(store), `${JSON.stringify({ ...file, serves }, null, 2)}\n`, 0o600);
}

export function removeServerFile(store: string): void {
  const path = serverFile(store);
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw toFettleError(error, "remove", path);
  }
}

/** Makes the store's folder, for its user alone. */
export function makeStore(store: string): void {
  const found = statSync(store, { throwIfNoEntry: false });
  const refuse = (reason: string): never => {
    throw fail(GROUND_ERRORS, "FILE_FAILED", { path: store, doing: "use", reason });
  };
  if (found?.isDirectory() === false) refuse("it is a file; expected the folder of the records");
  const length = Buffer.byteLength(store);
  if (length > STORE_PATH_MAX)
    refuse(`its path is ${length} bytes long; the database takes ${STORE_PATH_MAX}`);
  try {
    if (found === undefined) mkdirSync(store, { recursive: true, mode: 0o700 });
    else if ((found.mode & 0o777) !== 0o700) chmodSync(store, 0o700);
    accessSync(store, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw toFettleError(error, found === undefined ? "make" : "use", store);
  }
}

/** Where the server writes its log. */
export function logPath(store: string): string {
  return join(store, LOG);
}

/** Where the socket of a store lies if its path is short enough. */
export function plainSocketPath(store: string): string {
  return join(store, SOCKET);
}

/** The store's token; made on first use, readable by its user alone. One that was cut short is made anew. */
export function readToken(store: string): string {
  const path = tokenFile(store);
  const kept = tokenIn(path);
  if (kept.length >= TOKEN_LENGTH_MIN) return kept;
  // Loaded here, since most commands find a token and need no random bytes.
  const { randomBytes } = process.getBuiltinModule("node:crypto");
  const token = randomBytes(32).toString("hex");
  writeFileWhole(path, `${token}\n`, 0o600);
  return token;
}

function tokenIn(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw toFettleError(error, "read", path);
  }
}

/** Where the server's socket lies: in the store, or where that path is too long in the user's runtime folder. */
export function socketPath(store: string, runtime: string | undefined): string {
  const inside = plainSocketPath(store);
  if (Buffer.byteLength(inside) <= SOCKET_PATH_MAX) return inside;
  const folder = join(runtime ?? tmpdir(), `fettle-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Everybody may write into the temporary folder: what lies there under our name may be a stranger's, or a link.
  const found = lstatSync(folder);
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid()))
    throw fail(GROUND_ERRORS, "FILE_DENIED", { path: folder, doing: "use" });
  chmodSync(folder, 0o700);
  const { createHash } = process.getBuiltinModule("node:crypto");
  const name = createHash("sha256").update(store).digest("hex").slice(0, 16);
  return join(folder, `${name}.sock`);
}
