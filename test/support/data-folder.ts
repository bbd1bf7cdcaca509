import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** One line of progress as a verb told it: what it began with, how far it came, what it noted, whether it ended. */
export type ToldProgress = {
  readonly label: string;
  readonly total: number | undefined;
  done: number;
  readonly notes: string[];
  ended: number;
};

/** A project's folder for tests of data, with a git repository unless `git` is false. It goes when the test has ended. */
export function openDataFolder({ git = true }: { readonly git?: boolean } = {}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-data-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  if (git) execFileSync("git", ["init", "-q", root]);
  const at = (...path: string[]): string => join(root, ...path);
  const warnings: string[] = [];
  const told: ToldProgress[] = [];
  return {
    root,
    at,
    warnings,
    told,
    output: {
      warn: (line: string) => void warnings.push(line),
      progress(label: string, total?: number) {
        const one: ToldProgress = { label, total, done: 0, notes: [], ended: 0 };
        told.push(one);
        return {
          advance(by = 1) {
            one.done += by;
          },
          note: (text: string) => void one.notes.push(text),
          end() {
            one.ended += 1;
          },
        };
      },
    },
    put(path: string, content: string | Uint8Array = path, mode = 0o644): string {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content, { mode });
      return at(path);
    },
    text: (path: string): string => readFileSync(at(path), "utf8"),
    there: (path: string): boolean => existsSync(at(path)),
    mode: (path: string): number => lstatSync(at(path)).mode & 0o777,
    names: (path: string): string[] => readdirSync(at(path)).sort(),
    git: (...args: string[]): string =>
      execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }),
    /** Where the cache keeps the object of a hash, relative to the folder. */
    object: (md5: string): string => `.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`,
  };
}

export type DataFolder = ReturnType<typeof openDataFolder>;
