import { readFileSync } from "node:fs";
import { parseCsv } from "./csv.ts";

/** Labelled texts; `targets[i]` is the place of row i's label in `labels`. */
export type Dataset = { labels: string[]; texts: string[]; targets: Uint16Array };

export function readDataset(path: string): Dataset {
  return datasetFromCsv(readCsv(path), path);
}

function readCsv(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = (error as { code?: string }).code === "ENOENT" ? "does not exist" : String(error);
    throw new Error(`${path} ${why}; expected a CSV file with the columns text and label`);
  }
}

export function datasetFromCsv(bytes: Uint8Array, name: string): Dataset {
  const [header, ...rows] = parseCsv(bytes, name);
  const columns = header?.fields ?? [];
  const textColumn = columns.indexOf("text");
  const labelColumn = columns.findIndex((column) => LABEL_COLUMNS.includes(column));
  if (textColumn === -1 || labelColumn === -1 || columns.length !== 2) {
    throw new Error(
      `${name}, line 1: expected the columns "text" and one of ${LABEL_COLUMNS.join(", ")}; ` +
        `found ${columns.join(", ")}`,
    );
  }
  if (rows.length === 0) throw new Error(`${name} has a header and no rows; expected examples`);
  const texts: string[] = [];
  const names: string[] = [];
  for (const row of rows) {
    const text = row.fields[textColumn]?.trim() ?? "";
    const label = row.fields[labelColumn]?.trim() ?? "";
    if (text === "" || label === "") {
      const empty = text === "" ? "text" : columns[labelColumn];
      throw new Error(`${name}, line ${row.line}: expected a value in "${empty}", found nothing`);
    }
    texts.push(text);
    names.push(label);
  }
  const labels = [...new Set(names)].sort();
  return { labels, texts, targets: targetsOf(names, labels) };
}

/** The same rows with their targets numbered by another data set's labels. */
export function relabel(dataset: Dataset, labels: string[]): Dataset {
  const unknown = dataset.labels.find((label) => !labels.includes(label));
  if (unknown !== undefined) {
    throw new Error(`the test rows have the label "${unknown}", which no training row has`);
  }
  const names = Array.from(dataset.targets, (target) => dataset.labels[target] ?? "");
  return { labels, texts: dataset.texts, targets: targetsOf(names, labels) };
}

export function selectRows(dataset: Dataset, rows: readonly number[]): Dataset {
  return {
    labels: dataset.labels,
    texts: rows.map((row) => dataset.texts[row] ?? ""),
    targets: Uint16Array.from(rows, (row) => dataset.targets[row] ?? 0),
  };
}

const LABEL_COLUMNS = ["intent", "category", "label"];

function targetsOf(names: string[], labels: string[]): Uint16Array {
  const places = new Map(labels.map((label, place) => [label, place]));
  return Uint16Array.from(names, (label) => places.get(label) ?? 0);
}
