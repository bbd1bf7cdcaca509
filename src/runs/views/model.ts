/** A way to look at runs, under a name: the page's address parameters as they were. */
export type View = {
  readonly name: string;
  /** Empty for a view of all projects. */
  readonly project: string;
  readonly query: Readonly<Record<string, string>>;
  /** Who saved it last, and when. */
  readonly user: string;
  readonly updatedAt: number;
};
