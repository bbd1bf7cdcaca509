/** A sort of thing, as its slice's manifest describes it. */
export type KnownKind = { readonly name: string; readonly id?: string; readonly page?: string };

let known: ReadonlyMap<string, KnownKind> = new Map();

/** Tells the kit which sorts of things there are; the shell does, before anything is drawn. */
export function knowKinds(kinds: readonly KnownKind[]): void {
  known = new Map(kinds.map((kind) => [kind.name, kind]));
}

/** The sort of thing with this name; undefined where no slice makes such things. */
export function kindNamed(name: string): KnownKind | undefined {
  return known.get(name);
}
