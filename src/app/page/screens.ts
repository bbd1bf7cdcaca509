import type { PageShape, PanelShape } from "#web/page";
import { SLICE_KINDS, SLICE_PAGES } from "./slice-pages.ts";

/** A screen with its route's pattern: `/runs`, `/runs/$id`. */
export type Screen = PageShape & { readonly path: string };

/** Every sort of thing that a slice makes. */
export const KINDS = [...SLICE_KINDS.values()].flat();

/** Every screen of every slice. */
export const SCREENS: readonly Screen[] = [...SLICE_PAGES.values()]
  .flatMap(({ pages }) => pages ?? [])
  .map((page) => ({ ...page, path: "path" in page ? page.path : patternOf(page.shows) }));

/** What the slices show on the screens of things. */
export const PANELS: readonly PanelShape[] = [...SLICE_PAGES.values()].flatMap(
  ({ panels }) => panels ?? [],
);

/** The screens that the rail shows, uppermost first. */
export const RAIL = SCREENS.flatMap((page) =>
  page.rail === undefined ? [] : [{ ...page.rail, path: page.path }],
).sort((a, b) => a.place - b.place);

/** Addresses of the last release, each with the one of today. */
export const MOVED = [...SLICE_PAGES.values()].flatMap(({ moved = {} }) => Object.entries(moved));

/** `/models/:name?v=:version` is shown by `/models/$name`. */
function patternOf(kind: string): string {
  const page = KINDS.find(({ name }) => name === kind)?.page;
  if (page === undefined) throw new TypeError(`no slice gives ${kind} an address`);
  return page.replace(/\?.*$/, "").replace(/:(\w+)/g, "$$$1");
}
