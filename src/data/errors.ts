import { defineErrors, EXIT } from "#ground/errors";

/** Errors of data versions. */
export const ERRORS = defineErrors({
  DATA_MISSING: {
    message: (f: { path: string; tracked: boolean }) =>
      f.tracked
        ? `${f.path} is not here, though ${f.path}.dvc names it`
        : `${f.path} does not exist; expected a file or a folder`,
    hint: (f) =>
      f.tracked
        ? `fettle data checkout ${quoted(f.path)}`
        : "check the path; it is relative to the current folder",
    status: 404,
    exit: EXIT.world,
    when: "A data file or folder that a command names is not there.",
  },
  DATA_OUTSIDE: {
    message: (f: { path: string; root: string }) => `${f.path} is not inside the project ${f.root}`,
    hint: "copy or move it into the project, then add it there",
    status: 400,
    exit: EXIT.usage,
    when: "A path leads out of the project, or is the project itself.",
  },
  DATA_IN_GIT: {
    message: (f: { path: string; file: string }) =>
      f.file === f.path
        ? `${f.path} is in git already; a file is kept by git or by .dvc, not by both`
        : `${f.path} holds ${f.file}, which is in git already; a file is kept by git or by .dvc, not by both`,
    hint: (f) => `git rm -r --cached ${quoted(f.path)}, then fettle data add ${quoted(f.path)}`,
    status: 409,
    exit: EXIT.usage,
    when: "A file or folder to add is tracked by git.",
  },
  DATA_NAME: {
    message: (f: { path: string; problem: string }) => `cannot add ${f.path}: ${f.problem}`,
    hint: "rename it, or name the data itself",
    status: 400,
    exit: EXIT.usage,
    when: "A name that DVC reserves (.dvc files, .gitignore, .dvcignore, .dvc, .git) or that is not UTF-8.",
  },
  DATA_OVERLAP: {
    message: (f: { path: string; other: string; fix: string }) =>
      `${f.path} overlaps with ${f.other}, which has a version of its own`,
    hint: (f) => f.fix,
    status: 409,
    exit: EXIT.usage,
    when: "A folder to add holds data that is tracked already, or lies inside a tracked folder.",
  },
  DATA_KIND: {
    message: (f: { path: string; kind: string }) =>
      `${f.path} is ${f.kind}; only files and folders can be added`,
    hint: "remove it, or name it in .dvcignore",
    status: 400,
    exit: EXIT.usage,
    when: "A link that leads nowhere, a link to a folder, a socket, a pipe or a device among the data.",
  },
  DATA_IGNORED: {
    message: (f: { path: string; file: string; pattern: string }) =>
      `${f.path} is left out by ${f.file}: ${f.pattern}`,
    hint: (f) => `take the line out of ${f.file}`,
    status: 409,
    exit: EXIT.usage,
    when: "A path to add is named by a .dvcignore file, or a folder to add holds one.",
  },
  DATA_FILE_INVALID: {
    message: (f: { file: string; line: number | undefined; problem: string }) =>
      `${f.file}${f.line === undefined ? "" : `:${f.line}`}: ${f.problem}`,
    hint: (f) => `correct ${f.file}, or take it from git: git checkout -- ${quoted(f.file)}`,
    status: 400,
    exit: EXIT.usage,
    when: "A .dvc file is not YAML, or not what DVC's schema allows.",
  },
  DATA_IMPORTED: {
    message: (f: { path: string; file: string }) =>
      `${f.path} is an import: ${f.file} says where it comes from`,
    hint: (f) => `dvc update ${quoted(f.file)}`,
    status: 409,
    exit: EXIT.usage,
    when: "A path to add was made by `dvc import` or `dvc import-url`.",
  },
  DATA_LEGACY: {
    message: (f: { path: string; file: string }) =>
      `${f.file} was written by DVC 2, which kept ${f.path} in another form`,
    hint: "dvc cache migrate --dvc-files",
    status: 409,
    exit: EXIT.usage,
    when: "The content of a .dvc file of DVC 2 is asked for.",
  },
  DATA_UNTRACKED: {
    message: (f: { path: string }) => `no .dvc file names ${f.path}`,
    hint: (f) => `fettle data add ${quoted(f.path)}`,
    status: 404,
    exit: EXIT.usage,
    when: "A path to check out has no data version.",
  },
  DATA_BUSY: {
    message: (f: { pid: number; root: string }) =>
      `process ${f.pid} is changing the data of ${f.root}`,
    hint: (f) => `wait until it has ended (ps -p ${f.pid}), then type the command again`,
    status: 409,
    exit: EXIT.world,
    when: "Another fettle command adds or checks out data in the same project, and did not end in time.",
  },
});

/** A word for a shell, in quotes where it needs them. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith("-")
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}
