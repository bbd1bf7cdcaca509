/** What a cell of a notebook left, reduced to what may be shown: text or a picture. */
export type Output = {
  readonly text: string | undefined;
  /** A `data:` address; of an SVG as well, which runs nothing within an `<img>`. */
  readonly image: string | undefined;
  /** An error's trace, or the error stream. */
  readonly bad: boolean;
  /** What was left out: HTML, JavaScript. */
  readonly left: string | undefined;
};

export type Cell = {
  readonly kind: "markdown" | "code" | "raw";
  readonly source: string;
  readonly count: number | undefined;
  readonly outputs: readonly Output[];
};

type Fields = Readonly<Record<string, unknown>>;

/** The cells of a notebook of nbformat 3 or 4; undefined for what is none. */
export function readNotebook(text: string): readonly Cell[] | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  const fields = fieldsOf(file);
  const [sheet] = listOf(fields["worksheets"]);
  const cells = fields["cells"] ?? fieldsOf(sheet)["cells"];
  return Array.isArray(cells) ? cells.map(cellOf) : undefined;
}

function cellOf(cell: unknown): Cell {
  const fields = fieldsOf(cell);
  const type = fields["cell_type"];
  const count = fields["execution_count"] ?? fields["prompt_number"];
  return {
    kind: type === "markdown" || type === "raw" ? type : "code",
    source: textOf(fields["source"] ?? fields["input"]) ?? "",
    count: typeof count === "number" ? count : undefined,
    outputs: listOf(fields["outputs"]).map(outputOf),
  };
}

function outputOf(output: unknown): Output {
  const fields = fieldsOf(output);
  const type = fields["output_type"];
  if (type === "error" || type === "pyerr") {
    const trace = listOf(fields["traceback"]).map(String).join("\n");
    const words = `${fields["ename"]}: ${fields["evalue"]}`;
    return {
      text: withoutColours(trace === "" ? words : trace),
      image: undefined,
      bad: true,
      left: undefined,
    };
  }
  // nbformat 3 has the kinds beside the type, 4 within `data`.
  const data = fields["data"] === undefined ? fields : fieldsOf(fields["data"]);
  const text = textOf(data["text/plain"] ?? fields["text"]);
  const left = ["text/html", "application/javascript", "html", "javascript"].find(
    (kind) => kind in data,
  );
  return {
    text: text === undefined ? undefined : withoutColours(text),
    image: imageOf(data),
    bad: fields["name"] === "stderr",
    left: left === undefined ? undefined : left.includes("html") ? "The HTML" : "The script",
  };
}

function imageOf(data: Fields): string | undefined {
  for (const kind of ["png", "jpeg", "gif"]) {
    const base64 = textOf(data[`image/${kind}`] ?? data[kind])?.replaceAll(/\s/g, "");
    if (base64 !== undefined && /^[A-Za-z0-9+/]+=*$/.test(base64))
      return `data:image/${kind};base64,${base64}`;
  }
  const svg = textOf(data["image/svg+xml"] ?? data["svg"]);
  return svg === undefined ? undefined : `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A text may come whole or as a list of its lines. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(String).join("") : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A terminal's colours mean nothing on a page. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sign is what is looked for
  return text.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, "");
}
