import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { LeftBehind } from "../left-behind.ts";
import type { FileOwner as Kind, RecordOf } from "../records.ts";
import { localFiles } from "./local-files.ts";
import type { FileOwner, SourceFile } from "./source.ts";

/** Where a store of MLflow's on this machine keeps its files. */
export type Around = {
  /** The folder that the store itself lies in now, which relative addresses are seen from. */
  readonly base: string;
  /** What `mlflow-artifacts:` stands for, and where else to look; none where nobody said and nothing is there. */
  readonly served: string | undefined;
};

const WORDS: Readonly<Record<string, string>> = { run: "runs", "logged-model": "logged models" };

/**
 * The folders of the files of an MLflow store, which its records name by whole paths: those of the machine and the folder
 * in which they were written. Where there is none any more, since all was moved or copied, the end of the path is sought
 * beside the store. Whose files are in neither place is told.
 */
export class ArtifactFolders {
  readonly #around: Around;
  readonly #left: LeftBehind;
  readonly #folders = new Map<string, string>();
  readonly #missing = new Map<string, string>();
  /** What a record says, and where that is now: sources of versions name either. */
  readonly #known: { readonly owner: FileOwner; readonly folder: string }[] = [];

  constructor(around: Around, left: LeftBehind) {
    this.#around = around;
    this.#left = left;
  }

  /** Notes where the files of a thing are. `beside` is where they lie by the rule of the store, where it has one. */
  add(owner: FileOwner, uri: string, beside?: string): void {
    const named = this.pathOf(uri);
    const found =
      beside !== undefined && (existsSync(beside) || uri === "")
        ? beside
        : this.#find(owner, named);
    for (const folder of new Set([named, found]))
      if (folder !== undefined) this.#known.push({ owner, folder });
    if (found !== undefined) this.#folders.set(`${owner.of} ${owner.id}`, found);
    else if (uri !== "") this.#missing.set(`${owner.of} ${owner.id}`, uri);
  }

  /** The files of a thing; where they are not to be found that is told. */
  files(owner: FileOwner): AsyncIterable<SourceFile> {
    const of = `${owner.of} ${owner.id}`;
    const uri = this.#missing.get(of);
    if (uri !== undefined)
      this.#left.add(
        `${WORDS[owner.of] ?? owner.of} whose files are not there`,
        1,
        `${of}: ${uri}`,
      );
    return localFiles(this.#folders.get(of) ?? "", { of, left: this.#left });
  }

  /** Whose files an address lies among. */
  among(uri: string): RecordOf<"version">["within"] {
    const path = uri === "" ? undefined : this.pathOf(uri);
    if (path === undefined) return undefined;
    for (const { owner, folder } of this.#known) {
      const inside = relative(folder, path);
      if (inside === ".." || inside.startsWith(`..${sep}`)) continue;
      return { of: owner.of as Kind, id: owner.id, path: inside.split(sep).join("/") };
    }
    return undefined;
  }

  /** The path that an address stands for; none of another machine, or of no file at all. */
  pathOf(uri: string): string | undefined {
    const { base, served } = this.#around;
    if (uri.startsWith("mlflow-artifacts:")) {
      const own = /^mlflow-artifacts:(?!\/\/[^/])\/*(.*)$/s.exec(uri)?.[1];
      return served === undefined || own === undefined ? undefined : join(served, own);
    }
    if (uri.startsWith("file:"))
      try {
        return fileURLToPath(uri.replace(/^file:(?!\/\/)/, "file://"));
      } catch {
        return undefined;
      }
    if (uri === "" || /^[a-z][a-z0-9+.-]+:/i.test(uri)) return undefined;
    return resolve(base, uri);
  }

  /** The folder at a path, or where its end is now. One that was never made is empty, where that above it is there. */
  #find(owner: FileOwner, named: string | undefined): string | undefined {
    if (named === undefined) return undefined;
    if (existsSync(named)) return named;
    const parts = named.split(/[\\/]/).filter((part) => part !== "");
    const own = parts.lastIndexOf(owner.id);
    if (own < 0) return this.#within(named) ? named : undefined;
    const moved = this.#sought(parts, own);
    if (moved !== undefined) return moved;
    // Nothing was ever logged to it, where the folder of all experiments is there: at its place or at its new one.
    const top = parts.slice(0, parts[own - 1] === "models" ? own - 2 : own - 1);
    if (this.#within(named) || existsSync(`/${top.join("/")}`)) return named;
    return this.#sought(top, top.length - 1) === undefined ? undefined : named;
  }

  /** Whether a path is below where the store lies now: then nothing was moved. */
  #within(path: string): boolean {
    const { base, served } = this.#around;
    return [base, ...(served === undefined || !existsSync(served) ? [] : [served])].some(
      (root) => !relative(root, path).startsWith(".."),
    );
  }

  /** The longest end of a path that is there below a folder around the store, with at least the parts from `least` on. */
  #sought(parts: readonly string[], least: number): string | undefined {
    const { base, served } = this.#around;
    const around = [base, served, join(base, "mlruns"), join(base, "mlartifacts"), dirname(base)];
    for (let from = 0; from <= least; from += 1)
      for (const root of around) {
        const found = root === undefined ? undefined : join(root, ...parts.slice(from));
        if (found !== undefined && existsSync(found)) return found;
      }
    return undefined;
  }
}
