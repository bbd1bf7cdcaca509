import { extname } from "node:path";

/** Shown by a browser as they are; nothing in them can run. */
const SAFE_IMAGES: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
};

const TEXT: ReadonlySet<string> = new Set(
  ".txt .log .csv .tsv .json .jsonl .md .yaml .yml .toml .ini .cfg .py .ts .js .r .sql .sh .err .out".split(
    " ",
  ),
);

/** The headers by which an artifact is sent: it came from anybody, so a browser must not run what is in it. */
export function artifactHeaders(name: string): Record<string, string> {
  const extension = extname(name).toLowerCase();
  const image = SAFE_IMAGES[extension];
  const isText = TEXT.has(extension) || name === "MLmodel";
  const type = image ?? (isText ? "text/plain; charset=utf-8" : "application/octet-stream");
  const disposition = image !== undefined || isText ? "inline" : "attachment";
  return {
    "content-type": type,
    "content-disposition": `${disposition}; filename*=UTF-8''${inHeader(name)}`,
    "content-security-policy": "sandbox",
    "cache-control": "private, no-cache",
  };
}

/** Of the signs that `encodeURIComponent` leaves, these mean something else in a header's value. */
function inHeader(name: string): string {
  const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(name).replace(/['()*]/g, percent);
}
