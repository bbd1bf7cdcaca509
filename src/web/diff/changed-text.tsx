import { useMemo } from "react";
import { areAlike, diffWords } from "./word-diff.ts";

/**
 * One side of two texts, with what only this side has marked: underlined or struck through, so that the colour alone
 * does not carry it.
 */
export function ChangedText(props: {
  readonly before: string;
  readonly after: string;
  readonly side: "before" | "after";
}) {
  const { before, after, side } = props;
  const pieces = useMemo(() => diffWords(before, after), [before, after]);
  const own = side === "before" ? "gone" : "new";
  // Of a text that is another as a whole, marking every word would only hide what it says.
  const whole = !areAlike(pieces);
  return pieces
    .filter(({ kind }) => kind === "same" || kind === own)
    .map(({ kind, text }, i) => {
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity besides their place
      if (kind === "same" || whole) return <span key={i}>{text}</span>;
      return side === "before" ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <del key={i} className="rounded-xs bg-bad-soft text-bad">
          {text}
        </del>
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <ins key={i} className="rounded-xs bg-good-soft text-good">
          {text}
        </ins>
      );
    });
}
