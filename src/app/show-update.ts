import type { Output, Progress } from "#ground/cli";

/** An update that takes no longer is not told. */
const PATIENCE_MS = 2000;
const WORDS = "updating the store for this version of Fettle";

/**
 * Shows how far the update of a store is, once it takes over two seconds: as a bar where there is a terminal, else as one
 * line. It goes when all steps are done.
 */
export function showUpdate(
  output: Pick<Output, "progress" | "tell" | "terminal">,
): (done: number, total: number) => void {
  const startedAt = performance.now();
  let shown: { readonly bar: Progress; done: number } | undefined;
  return (done, total) => {
    if (shown === undefined && performance.now() - startedAt < PATIENCE_MS) return;
    if (shown === undefined && done < total) {
      shown = { bar: output.progress(WORDS, total), done: 0 };
      if (!output.terminal) output.tell(WORDS);
    }
    if (shown === undefined) return;
    shown.bar.advance(done - shown.done);
    shown.done = done;
    if (done >= total) shown.bar.end();
  };
}
