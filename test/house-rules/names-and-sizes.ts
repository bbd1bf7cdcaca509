import { isCode, type Rule } from "./source-file.ts";

const LINES_MAX = 400;
const VAGUE = /^(utils?|helpers?|common|types?|manager|managers|services?|misc|shared|lib)$/;
const HOME = /^(src|scripts|test|bench|examples)\//;

/** A file that is too long does more than one thing. */
export const fileSizes: Rule = (files) =>
  files
    .filter((f) => isCode(f.path))
    .flatMap((file) => {
      const lines = file.text.split("\n").length - 1;
      return lines <= LINES_MAX
        ? []
        : [{ path: file.path, problem: `${lines} lines; at most ${LINES_MAX}` }];
    });

/** Names that say nothing gather everything. `services` is a slice, so a folder right below src may be called that. */
export const tellingNames: Rule = (files) =>
  files
    .filter((f) => HOME.test(f.path))
    .flatMap((file) => {
      const parts = file.path
        .replace(/^src\/services\//, "src/-/")
        .split("/")
        .slice(1);
      const vague = parts.map((part) => part.replace(/\..*$/, "")).find((part) => VAGUE.test(part));
      return vague === undefined
        ? []
        : [{ path: file.path, problem: `"${vague}" says nothing; name it for what it holds` }];
    });

/** Kebab-case, so that a name is typed the same everywhere. */
export const kebabCase: Rule = (files) =>
  files
    .filter((f) => isCode(f.path) && HOME.test(f.path))
    .flatMap((file) => {
      const name = file.path.split("/").pop() ?? "";
      return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(name)
        ? []
        : [{ path: file.path, problem: "expected kebab-case" }];
    });
