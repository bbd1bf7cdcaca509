import type { KnownKind } from "#web/link";
import type { PageShape, PanelShape } from "#web/page";

/** What the `page/index.ts` of a slice exports. */
type SlicePage = {
  readonly pages?: readonly PageShape[];
  readonly panels?: readonly PanelShape[];
  /** Addresses that it had in the last release and has given away, each with the one of today. */
  readonly moved?: Readonly<Record<string, string>>;
};

/** The pages of all slices by the slice's name: whoever has a `page/index.ts` is in. */
export const SLICE_PAGES = bySlice(
  import.meta.glob<SlicePage>(["../../*/page/index.ts", "!../../web/**"], { eager: true }),
);

/** The kinds of things of all slices, from the very tables that their manifests hold. */
export const SLICE_KINDS = bySlice(
  import.meta.glob<readonly KnownKind[]>("../../*/kinds.ts", { eager: true, import: "KINDS" }),
);

function bySlice<T>(files: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(files).map(([path, file]) => [
      /^\.\.\/\.\.\/([^/]+)/.exec(path)?.[1] ?? path,
      file,
    ]),
  );
}
