export type NgramShape = { words: number; charactersMin: number; charactersMax: number };

export const BUCKET_BITS = 18;

export function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/[’‘`]/g, "'");
}

/** Words and numbers, apostrophes kept inside; a mark that carries intent is a token too. */
export function tokens(text: string): string[] {
  return normalise(text).match(/[\p{L}\p{N}]+(?:'\p{L}+)*|[?!$€£%]/gu) ?? [];
}

/** The hashed buckets of every n-gram in the text, in order and with repeats. */
export function ngramBuckets(text: string, shape: NgramShape): number[] {
  const words = tokens(text);
  const buckets: number[] = [];
  for (let start = 0; start < words.length; start += 1) {
    addWordNgrams(words, start, shape.words, buckets);
    if (shape.charactersMax > 0) addCharacterNgrams(` ${words[start]} `, shape, buckets);
  }
  return buckets;
}

// Two seeds keep the word "can" and the character run "can" apart.
const WORD_SEED = 0x811c9dc5;
const CHARACTER_SEED = 0x2f0b4c47;
const SPACE = 32;

function addWordNgrams(words: string[], start: number, longest: number, buckets: number[]): void {
  let hash = WORD_SEED;
  const end = Math.min(words.length, start + longest);
  for (let at = start; at < end; at += 1) {
    const word = words[at] ?? "";
    for (let i = 0; i < word.length; i += 1) hash = mix(hash, word.charCodeAt(i));
    buckets.push(bucketOf(hash));
    hash = mix(hash, SPACE);
  }
}

// Extending one hash per start makes all lengths cost as much as the longest alone.
function addCharacterNgrams(padded: string, shape: NgramShape, buckets: number[]): void {
  for (let start = 0; start < padded.length; start += 1) {
    let hash = CHARACTER_SEED;
    const end = Math.min(padded.length, start + shape.charactersMax);
    for (let at = start; at < end; at += 1) {
      hash = mix(hash, padded.charCodeAt(at));
      if (at - start + 1 >= shape.charactersMin) buckets.push(bucketOf(hash));
    }
  }
}

function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function bucketOf(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x45d9f3b);
  return (mixed ^ (mixed >>> 15)) & ((1 << BUCKET_BITS) - 1);
}
