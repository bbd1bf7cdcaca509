import { relative } from "node:path";
import { STORE_NAME, storePlace } from "#ground/store";

/** Where the records of a project lie and what would delete them, for whoever looks after them. */
export type PlaceWords = {
  /** Which kind of place it is: `in git's folder`, for instance. */
  readonly kind: string;
  /** What takes the records with it; `undefined` where a person chose the place. */
  readonly danger?: string;
  /** Whether a person is to do something about it: what tidies the project would delete them. */
  readonly isAtRisk?: true;
};

export function placeWords(root: string, store: string): PlaceWords {
  const place = storePlace(root, store);
  if (place.kind === "elsewhere")
    return { kind: "where a setting, a variable or --store names it" };
  if (place.kind === "linked") return { kind: `where the link ${STORE_NAME} leads` };
  if (place.kind === "git")
    return {
      kind: "in git's folder",
      danger: `deleting ${shownFrom(root, place.git)} deletes them`,
    };
  if (!place.cleaned)
    return { kind: "in the project's folder", danger: "they go with that folder" };
  return {
    kind: "in the project's folder, not in git's",
    danger: "git clean -fdx would delete them",
    isAtRisk: true,
  };
}

/** A path as a person in the project's folder would type it. */
export function shownFrom(root: string, path: string): string {
  const way = relative(root, path);
  return way.startsWith("..") ? path : way;
}
