/** What a number of few bits costs one byte for: seven bits a byte, the lowest first, the eighth says that more follow. */
const MORE = 0x80;

/** Writes numbers into bytes that grow as needed. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  at = 0;
  #view: DataView;

  constructor(size = 4096) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Makes room for so many more bytes. Each `whole` and `signed` takes at most 8, and looks for itself. */
  need(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count));
    bytes.set(this.bytes);
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  /** A whole number from 0 to 2^53 - 1. */
  whole(value: number): void {
    this.need(8);
    let rest = value;
    while (rest >= MORE) {
      this.bytes[this.at++] = (rest % MORE) + MORE;
      rest = Math.floor(rest / MORE);
    }
    this.bytes[this.at++] = rest;
  }

  /** A whole number whose size is below 2^53; the sign is the lowest bit, so that small ones of both signs are short. */
  signed(value: number): void {
    this.need(9);
    let rest = value < 0 ? -value : value;
    let byte = (rest % 64) * 2 + (value < 0 ? 1 : 0);
    rest = Math.floor(rest / 64);
    while (rest > 0) {
      this.bytes[this.at++] = byte + MORE;
      byte = rest % MORE;
      rest = Math.floor(rest / MORE);
    }
    this.bytes[this.at++] = byte;
  }

  /** A number as it is, with NaN, -0 and infinities. */
  double(value: number): void {
    this.need(8);
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** What was written, as bytes of its own. */
  taken(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.at);
  }
}

/** Reads what a `ByteWriter` wrote, in the same order. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  whole(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.#next();
      if (byte < MORE) return value + byte * weight;
      value += (byte - MORE) * weight;
      weight *= MORE;
    }
  }

  signed(): number {
    const first = this.#next();
    let value = (first & 0x7e) >> 1;
    let weight = 64;
    let byte = first;
    while (byte >= MORE) {
      byte = this.#next();
      value += (byte % MORE) * weight;
      weight *= MORE;
    }
    return (first & 1) === 1 ? -value : value;
  }

  double(): number {
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  #next(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error("packed points end in the middle of a number");
    return byte;
  }
}
