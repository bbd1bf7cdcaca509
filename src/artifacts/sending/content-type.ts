import { extname } from "node:path";

/** Shown by a browser as they are; nothing in them can run. */
const SAFE_IMAGES: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
};

/** What MLflow's clients are told besides; always to be saved, never to be shown. */
const SAVED: Readonly<Record<string, string>> = {
  ...SAFE_IMAGES,
  ".bmp": "image/bmp",
  ".pdf": "application/pdf",
  ".zip": "application/zip",
  ".gz": "application/gzip",
  ".tar": "application/x-tar",
  ".mp3": "audio/mpeg",
  ".wav": "audio/x-wav",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
};

const TEXT: ReadonlySet<string> = new Set(
  ".txt .log .csv .tsv .json .jsonl .md .rst .yaml .yml .toml .ini .cfg .conf .py .ts .js .r .sql .sh .err .out .xml .html".split(
    " ",
  ),
);
/** Shown as text these would be no safer, yet a browser that is asked to show them is asked for trouble. */
const NOT_SHOWN: ReadonlySet<string> = new Set([".html", ".xml"]);

function isText(name: string): boolean {
  return TEXT.has(extname(name).toLowerCase()) || /^(?:mlmodel|mlproject)$/i.test(name);
}

/** The headers by which an artifact is shown: it came from anybody, so a browser must not run what is in it. */
export function shownHeaders(name: string): Record<string, string> {
  const extension = extname(name).toLowerCase();
  const image = SAFE_IMAGES[extension];
  const shows = isText(name) && !NOT_SHOWN.has(extension);
  const type = image ?? (shows ? "text/plain; charset=utf-8" : "application/octet-stream");
  return {
    "content-type": type,
    "content-disposition": disposition(
      image !== undefined || shows ? "inline" : "attachment",
      name,
    ),
    "content-security-policy": "sandbox",
    "cache-control": "private, no-cache",
  };
}

/** The headers by which MLflow's clients get an artifact: always as a file to be saved, its type by its name. */
export function savedHeaders(name: string): Record<string, string> {
  const type = isText(name) ? "text/plain" : SAVED[extname(name).toLowerCase()];
  return {
    "content-type": type ?? "application/octet-stream",
    "content-disposition": disposition("attachment", name),
    "content-security-policy": "sandbox",
    "cache-control": "private, no-cache",
  };
}

/** Content-Disposition (RFC 6266): the plain name where it is a token, and the coded one where it isn't. */
export function disposition(kind: "inline" | "attachment", name: string): string {
  if (/^[\w!$&+.^`|~-]+$/.test(name)) return `${kind}; filename=${name}`;
  return `${kind}; filename*=UTF-8''${inHeader(name)}`;
}

/** Of the signs that `encodeURIComponent` leaves, these mean something else in a header's value. */
function inHeader(name: string): string {
  const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, percent);
}
