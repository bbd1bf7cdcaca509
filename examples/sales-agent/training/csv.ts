import { isUtf8 } from "node:buffer";

export type CsvRecord = { line: number; fields: string[] };

/** Reads RFC 4180 strictly: a guess about a broken row would become a wrong label. */
export function parseCsv(bytes: Uint8Array, name: string): CsvRecord[] {
  const text = decodeUtf8(bytes, name);
  const records: CsvRecord[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const record: CsvRecord = { line, fields: [] };
    for (;;) {
      const field = text[at] === '"' ? quotedField(text, at, line, name) : plainField(text, at);
      checkPlain(field, line, name);
      record.fields.push(field.value);
      line += field.newlines;
      at = field.end;
      if (text[at] !== ",") break;
      at += 1;
    }
    at = endOfRecord(text, at, line, name);
    line += 1;
    checkWidth(record, records[0], name);
    records.push(record);
  }
  if (records.length === 0) throw new Error(`${name} is empty; expected a header line`);
  return records;
}

/** Writes one record, without its line end. */
export function csvLine(fields: readonly (string | number)[]): string {
  return fields
    .map((field) => {
      const text = String(field);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(",");
}

type Field = { value: string; end: number; newlines: number; quoted: boolean };

function plainField(text: string, start: number): Field {
  let end = start;
  while (end < text.length && !",\r\n".includes(text.charAt(end))) end += 1;
  return { value: text.slice(start, end), end, newlines: 0, quoted: false };
}

function quotedField(text: string, start: number, line: number, name: string): Field {
  let value = "";
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) {
      throw new Error(
        `${name}, line ${line}: expected a closing quote, found the end of the file; ` +
          "the field that starts on this line is never closed",
      );
    }
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const newlines = value.split("\n").length - 1;
      return { value, end: quote + 1, newlines, quoted: true };
    }
    value += '"';
    from = quote + 2;
  }
}

function checkPlain(field: Field, line: number, name: string): void {
  if (field.quoted || !field.value.includes('"')) return;
  throw new Error(
    `${name}, line ${line}: found a quote inside a field without quotes; ` +
      'expected the whole field in quotes and the quote doubled, like "say ""hi"""',
  );
}

function endOfRecord(text: string, at: number, line: number, name: string): number {
  if (at >= text.length) return at;
  if (text[at] === "\n") return at + 1;
  if (text[at] === "\r" && text[at + 1] === "\n") return at + 2;
  throw new Error(
    `${name}, line ${line}: expected a comma or the end of the line after a field, ` +
      `found ${JSON.stringify(text[at])}`,
  );
}

function checkWidth(record: CsvRecord, header: CsvRecord | undefined, name: string): void {
  if (header === undefined || header.fields.length === record.fields.length) return;
  throw new Error(
    `${name}, line ${record.line}: expected ${header.fields.length} fields as in the header, ` +
      `found ${record.fields.length}`,
  );
}

function decodeUtf8(bytes: Uint8Array, name: string): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  // The shortest prefix that no continuation could save ends with the offending byte.
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canBeUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  throw new Error(
    `${name} is not UTF-8 from byte offset ${good} on; expected UTF-8, save it in that encoding`,
  );
}

function canBeUtf8(prefix: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(prefix, { stream: true });
    return true;
  } catch {
    return false;
  }
}
