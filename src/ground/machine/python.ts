import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Environment } from "#ground/environment";

export type Python = { version: string; folder: string; packages: Record<string, string> };

/** A store of models has some hundreds; what is beyond is left out. */
const PACKAGES_MAX = 2000;
const LOCAL = [".venv", "venv", "env"];

/**
 * The Python that a command would run in, by its files alone: starting it takes a second and may run code. It is the
 * virtual environment around the program, the active one, or the project's; else the program itself where it is a
 * python. `undefined` where there is none.
 */
export function findPython(where: {
  readonly cwd: string;
  readonly root: string;
  readonly program: string | undefined;
  readonly env: Environment;
}): Python | undefined {
  const { cwd, root, program, env } = where;
  const around = program === undefined ? [] : [dirname(dirname(program))];
  const active = [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]].filter((one) => one !== undefined);
  const local = LOCAL.flatMap((name) => [join(cwd, name), join(root, name)]);
  for (const folder of [...around, ...active, ...local]) {
    const found = inEnvironment(resolve(cwd, folder));
    if (found !== undefined) return found;
  }
  if (program === undefined || !/^python[\d.]*$/.test(basename(program))) return undefined;
  return ofSystem(program);
}

function inEnvironment(folder: string): Python | undefined {
  const version = versionOfVenv(folder) ?? versionOfConda(folder);
  if (version === undefined) return undefined;
  return { version, folder, packages: packagesBelow(join(folder, "lib")) };
}

function versionOfVenv(folder: string): string | undefined {
  const text = textOf(join(folder, "pyvenv.cfg"));
  if (text === undefined) return undefined;
  return /^version(?:_info)?\s*=\s*(\d+(?:\.\d+)*)/m.exec(text)?.[1] ?? "unknown";
}

function versionOfConda(folder: string): string | undefined {
  const names = namesIn(join(folder, "conda-meta"));
  return names.map((name) => /^python-(\d[\d.]*)-[^-]*\.json$/.exec(name)?.[1]).find(Boolean);
}

function ofSystem(program: string): Python | undefined {
  const real = realOf(program);
  const version = /^python(\d+\.\d+)$/.exec(basename(real))?.[1];
  const lib = join(dirname(dirname(real)), "lib");
  if (version === undefined) return { version: "unknown", folder: real, packages: {} };
  const packages: Record<string, string> = {};
  for (const folder of [
    join(lib, "python3", "dist-packages"),
    join(lib, `python${version}`, "dist-packages"),
    join(lib, `python${version}`, "site-packages"),
    join("/usr/local/lib", `python${version}`, "dist-packages"),
  ])
    addPackages(folder, packages);
  return { version, folder: real, packages: sorted(packages) };
}

/** `lib/python3.12/site-packages`, whatever the minor version is. */
function packagesBelow(lib: string): Record<string, string> {
  const packages: Record<string, string> = {};
  for (const name of namesIn(lib))
    if (/^python\d/.test(name)) addPackages(join(lib, name, "site-packages"), packages);
  return sorted(packages);
}

/** The name of a folder `numpy-2.1.0.dist-info` says all that is needed; its form is that of PEP 427 and PEP 376. */
function addPackages(folder: string, packages: Record<string, string>): void {
  for (const entry of namesIn(folder)) {
    const found = /^(.+?)-(\d[^-]*)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(entry);
    if (found === null || Object.keys(packages).length >= PACKAGES_MAX) continue;
    const name = (found[1] as string).toLowerCase().replace(/[-_.]+/g, "-");
    packages[name] = found[2] as string;
  }
}

function sorted(packages: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
