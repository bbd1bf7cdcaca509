/** What a file or a folder holds, named by its hash. */
export type DataVersion = {
  /** Separated by `/`, relative to the project's root. */
  path: string;
  /** 32 hex digits; with the ending `.dir` for a folder. */
  md5: string;
  /** Bytes; of a folder, the sum of its files. */
  size: number;
  /** How many files a folder holds. */
  files?: number;
  /** A .dvc file names exactly this content. */
  tracked: boolean;
};

/** One entry of `outs` in a .dvc file. */
export type Out = {
  /** As written, separated by `/`, relative to the .dvc file's working folder. */
  readonly path: string;
  /** Undefined in a partial import, which names no content yet. */
  readonly md5: string | undefined;
  readonly size: number | undefined;
  /** How many files a folder holds. */
  readonly files?: number | undefined;
  /** A single file that its owner may execute. */
  readonly executable: boolean;
  /** Written by DVC 3; without it, by DVC 2, which hashed text otherwise and kept it elsewhere. */
  readonly modern: boolean;
  /** `cache: false`: the content is left to git. */
  readonly cached: boolean;
};

/** One file of a folder: `relpath` is separated by `/`. The order and names are those of DVC's .dir objects. */
export type Entry = { readonly md5: string; readonly relpath: string };

/** Whether a hash names a folder's list of files. */
export function isFolderHash(md5: string): boolean {
  return md5.endsWith(".dir");
}

/** Whether a text is a hash as DVC writes it; anything else must not become a path into the cache. */
export function isHash(text: string): boolean {
  return /^[0-9a-f]{32}(\.dir)?$/.test(text);
}

/**
 * Sorts by code point, as Python does. JavaScript's own order is by UTF-16 unit, which puts an emoji before U+E000;
 * it is quicker, and the same where no name holds a surrogate.
 */
export function sortByCodePoint<T>(items: T[], nameOf: (item: T) => string): T[] {
  const astral = items.some((item) => /[\ud800-\udfff]/.test(nameOf(item)));
  const compare = astral ? compareCodePoints : compareUnits;
  return items.sort((a, b) => compare(nameOf(a), nameOf(b)));
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareCodePoints(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for the code points above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
