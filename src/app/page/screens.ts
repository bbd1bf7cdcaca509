import { pages as gate } from "#pages/gate";
import { pages as models } from "#pages/models";
import { pages as runs } from "#pages/runs";
import type { PageShape } from "#web/page";

/** Every screen of every slice, in the order of the rail. A slice's screens are added here and nowhere else. */
export const SCREENS: readonly PageShape[] = [...runs, ...models, ...gate];

/** The screens that the rail shows. */
export const RAIL = SCREENS.flatMap((page) =>
  page.rail === undefined ? [] : [{ ...page.rail, path: page.path }],
);
