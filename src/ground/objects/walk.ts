import type { ObjectStore } from "./object-store.ts";

export type WalkedFile = { readonly path: string; readonly size: number };

const PAGE = 5000;

/** All files below a path of a store, folder by folder, sorted by name in each; `path` is the file's in the store. */
export async function* walk(store: ObjectStore, path: string): AsyncGenerator<WalkedFile> {
  let after: string | undefined;
  do {
    const page = await store.list(path, { after, limit: PAGE });
    for (const { name, folder, size } of page.entries) {
      const inner = path === "" ? name : `${path}/${name}`;
      if (folder) yield* walk(store, inner);
      else yield { path: inner, size };
    }
    after = page.next;
  } while (after !== undefined);
}
