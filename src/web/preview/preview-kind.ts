/** How a file can be looked at; `none` is one that can only be saved. */
export type PreviewKind =
  | "image"
  | "svg"
  | "text"
  | "markdown"
  | "table"
  | "json"
  | "notebook"
  | "none";

const BY_ENDING: Readonly<Record<string, PreviewKind>> = {
  png: "image",
  jpg: "image",
  jpeg: "image",
  gif: "image",
  webp: "image",
  svg: "svg",
  md: "markdown",
  markdown: "markdown",
  csv: "table",
  tsv: "table",
  json: "json",
  geojson: "json",
  ipynb: "notebook",
};

/** Endings of what is surely no text, so that it need not be read to know. */
const BINARY = new Set(
  "bin pkl pickle joblib pt pth onnx h5 hdf5 npy npz parquet feather arrow zip gz tgz tar bz2 xz zst 7z pdf so dll exe whl jar class db sqlite mp3 wav ogg flac mp4 webm mov avi bmp tif tiff ico woff woff2 ttf safetensors gguf pb tflite keras model cbm ubj".split(
    " ",
  ),
);

/** How a file is looked at, by the ending of its name; what has no known one may be text. */
export function previewKind(name: string): PreviewKind {
  const dot = name.lastIndexOf(".");
  const ending = dot === -1 ? "" : name.slice(dot + 1).toLowerCase();
  if (Object.hasOwn(BY_ENDING, ending)) return BY_ENDING[ending] as PreviewKind;
  return BINARY.has(ending) ? "none" : "text";
}

/** Whether bytes are text: no NUL among the first, and UTF-8 but for what was cut off at the end. */
export function readText(bytes: Uint8Array<ArrayBuffer>, cut: boolean): string | undefined {
  if (bytes.subarray(0, 8000).includes(0)) return undefined;
  // Up to three bytes of a sign may be missing where the file was cut.
  for (let short = 0; short <= (cut ? 3 : 0); short += 1)
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(
        bytes.subarray(0, bytes.length - short),
      );
    } catch {
      // One byte less may end between two signs.
    }
  return undefined;
}

/** Rows of a CSV or TSV file by RFC 4180: quotes around cells, doubled within, line breaks within them. */
export function readDelimited(text: string, rowsMax: number): readonly (readonly string[])[] {
  const delimiter = delimiterOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endCell = (): void => {
    row.push(cell);
    cell = "";
  };
  for (let i = 0; i < text.length && rows.length < rowsMax; i += 1) {
    const sign = text[i] as string;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === delimiter) endCell();
    else if (sign === "\n") {
      endCell();
      rows.push(row);
      row = [];
    } else if (sign !== "\r") cell += sign;
  }
  if (rows.length < rowsMax && (cell !== "" || row.length > 0)) {
    endCell();
    rows.push(row);
  }
  return rows;
}

/** The sign of which the first line has the most. */
function delimiterOf(text: string): string {
  const line = text.slice(0, text.indexOf("\n") === -1 ? text.length : text.indexOf("\n"));
  const count = (sign: string): number => line.split(sign).length;
  return [",", "\t", ";", "|"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
