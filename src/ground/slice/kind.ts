/** A sort of thing that a slice makes, as records and pages name it: `run`, `model version`. */
export type Kind = {
  /** As it stands in edges of lineage, in the trash and in transfers. */
  readonly name: string;
  /** The page that shows one, with `:id` in it; none where it has no page of its own. */
  readonly page?: string;
};
