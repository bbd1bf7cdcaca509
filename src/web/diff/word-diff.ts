/** A stretch of text that both sides have, or only one. */
export type Piece = { readonly kind: "same" | "gone" | "new"; readonly text: string };

/** Above this many pairs of words the sides are shown as wholly different rather than keep the page waiting. */
const PAIRS_MAX = 4_000_000;

/** What changed between two texts, by words; white space and signs are words of their own. */
export function diffWords(before: string, after: string): readonly Piece[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const a = split(before);
  const b = split(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  )
    end += 1;
  const middle = diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return join([
    ...a.slice(0, start).map((text): Piece => ({ kind: "same", text })),
    ...middle,
    ...a.slice(a.length - end).map((text): Piece => ({ kind: "same", text })),
  ]);
}

function split(text: string): readonly string[] {
  return text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** Longest common subsequence by the textbook's table. */
function diffMiddle(a: readonly string[], b: readonly string[]): readonly Piece[] {
  const width = b.length + 1;
  if (a.length * b.length > PAIRS_MAX)
    return [
      { kind: "gone", text: a.join("") },
      { kind: "new", text: b.join("") },
    ];
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ kind: "same", text: a[i] as string });
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: "gone", text: a[i] as string });
      i += 1;
    } else {
      pieces.push({ kind: "new", text: b[j] as string });
      j += 1;
    }
  }
  return pieces;
}

/** The share of the longer text that both have; below it a comparison word by word is only noise. */
const ALIKE_MIN = 0.4;

/** Whether two texts have so much in common that one reads as a change of the other. */
export function areAlike(pieces: readonly Piece[]): boolean {
  const sizes = { same: 0, gone: 0, new: 0 };
  for (const { kind, text } of pieces) sizes[kind] += text.replaceAll(/\s/g, "").length;
  const longer = sizes.same + Math.max(sizes.gone, sizes.new);
  return longer === 0 || sizes.same / longer >= ALIKE_MIN;
}

/** Neighbours of one kind become one piece; a lone blank between two changes goes with them, for calmer reading. */
function join(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  let gone = "";
  let fresh = "";
  const flush = (): void => {
    if (gone !== "") joined.push({ kind: "gone", text: gone });
    if (fresh !== "") joined.push({ kind: "new", text: fresh });
    gone = "";
    fresh = "";
  };
  for (const [i, { kind, text }] of pieces.entries()) {
    const next = pieces[i + 1];
    const between = gone !== "" && fresh !== "" && text.trim() === "" && next?.kind !== "same";
    if (kind === "gone" || (kind === "same" && between && next !== undefined)) gone += text;
    if (kind === "new" || (kind === "same" && between && next !== undefined)) fresh += text;
    if (kind !== "same" || (between && next !== undefined)) continue;
    flush();
    const last = joined.at(-1);
    if (last?.kind === "same") joined[joined.length - 1] = { kind, text: last.text + text };
    else joined.push({ kind, text });
  }
  flush();
  return joined;
}
