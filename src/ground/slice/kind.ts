/**
 * A sort of thing that a slice makes, as records and pages name it: `run`, `comparison`. They stand in the slice's
 * `kinds.ts`, which its manifest and the page both read, so that an address is written once.
 */
export type Kind = {
  /** As it stands in edges of lineage, in the trash and in transfers. */
  readonly name: string;
  /** How its id is put together, where it has parts: `:name@:version`. */
  readonly id?: string;
  /** The screen that shows one: `/runs/:id`, or with the parts of its id; none where it has no screen of its own. */
  readonly page?: string;
};
