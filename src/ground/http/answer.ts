import type { Readable } from "node:stream";

/** An answer that is more than 200 with JSON. */
export class Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A string or bytes go out as they are, a stream is streamed, `undefined` is an empty body. */
  readonly body: string | Uint8Array | Readable | undefined;

  constructor(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array | Readable | undefined,
  ) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** Builds an `Answer`; without a content type, text is sent as plain text. */
export function answer(options: {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | Readable;
}): Answer {
  return new Answer(options.status ?? 200, options.headers ?? {}, options.body);
}
