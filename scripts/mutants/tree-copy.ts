import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A copy of the checkout in which files may be broken, with a temporary folder for what its tests make. */
export type TreeCopy = {
  readonly folder: string;
  readonly temporary: string;
  read(file: string): string;
  write(file: string, text: string): void;
  remove(): void;
};

/** Copies what git knows and what it does not ignore; the packages are those of the checkout. */
export function copyTree(checkout: string, folder: string): TreeCopy {
  const listed = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"], {
    cwd: checkout,
    maxBuffer: 2 ** 28,
  });
  for (const file of listed.toString().split("\0")) {
    const from = join(checkout, file);
    // In the index and not on disk is what was just deleted.
    if (file === "" || !existsSync(from)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(from, join(folder, file), { verbatimSymlinks: true });
  }
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  // Short, since sockets lie below it, and outside of any project, as a test's folder should.
  const temporary = mkdtempSync(join(tmpdir(), "fettle-mutants-"));
  return {
    folder,
    temporary,
    read: (file) => readFileSync(join(folder, file), "utf8"),
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
