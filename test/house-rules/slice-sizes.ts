import { isCode, isTest, type Rule, type SourceFile, sliceOf, slicesOf } from "./source-file.ts";

const SHARE_MAX = 0.35;
const LINES_MAX = 10_000;
const LINES_WITH_PAGE_MAX = 16_000;

/** No slice is over 35 % of src, tests apart: what has grown past that is several slices in one. */
export const sliceShares: Rule = (files) => {
  const code = codeOf(files);
  const all = linesOf(code);
  return slicesOf(files).flatMap((slice) => {
    const share = linesOf(code.filter((f) => sliceOf(f.path) === slice)) / all;
    return share <= SHARE_MAX
      ? []
      : [
          {
            path: `src/${slice}`,
            problem: `over ${SHARE_MAX * 100} % of src, tests apart`,
          },
        ];
  });
};

/**
 * A slice past 10,000 lines, its page apart, is cut, or a decision says why not, in the words "`runs` stays one slice"; past
 * 16,000 lines with its page no decision helps.
 */
export const sliceLines: Rule = (files) => {
  const code = codeOf(files);
  return slicesOf(files).flatMap((slice) => {
    const own = code.filter((f) => sliceOf(f.path) === slice);
    const path = `src/${slice}`;
    const whole = linesOf(own);
    const lines = linesOf(own.filter((f) => !f.path.includes("/page/")));
    const isDecided = files.some(
      (f) =>
        f.path.startsWith("docs/decisions/") && f.text.includes(`\`${slice}\` stays one slice`),
    );
    if (whole > LINES_WITH_PAGE_MAX)
      return [{ path, problem: `${whole} lines with its page; at most ${LINES_WITH_PAGE_MAX}` }];
    if (lines > LINES_MAX && !isDecided)
      return [
        { path, problem: `${lines} lines, and no decision says why it is not cut at ${LINES_MAX}` },
      ];
    return [];
  });
};

function codeOf(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.filter((f) => f.path.startsWith("src/") && isCode(f.path) && !isTest(f.path));
}

function linesOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { text }) => sum + text.split("\n").length - 1, 0);
}
