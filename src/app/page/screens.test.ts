import { expect, test } from "vitest";
import { slices } from "../slices.ts";
import { KINDS, MOVED, RAIL, SCREENS } from "./screens.ts";
import { SLICE_KINDS, SLICE_PAGES } from "./slice-pages.ts";

test("the kinds of the page are those of the manifests", () => {
  const own = slices.flatMap(({ name, kinds }) => (kinds === undefined ? [] : [[name, kinds]]));
  expect(Object.fromEntries(SLICE_KINDS)).toEqual(Object.fromEntries(own));
});

test("a kind has one name in the whole house, and one address", () => {
  const names = KINDS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

test("every folder with a page is a slice in the list, and its screens stand below its own name", () => {
  for (const [slice, { pages = [] }] of SLICE_PAGES) {
    expect(slices.map(({ name }) => name)).toContain(slice);
    for (const page of pages) {
      const path = SCREENS.find(({ title }) => title === page.title)?.path ?? "";
      expect(path === `/${slice}` || path.startsWith(`/${slice}/`), path).toBe(true);
    }
  }
});

test("every address of a kind leads to a screen", () => {
  for (const { page } of KINDS) {
    if (page === undefined) continue;
    const pattern = page.replace(/\?.*$/, "").replace(/:\w+/g, "$");
    const screens = SCREENS.map(({ path }) => path.replace(/\$\w+/g, "$"));
    expect(screens, page).toContain(pattern);
  }
});

test("an address that was given away leads to a screen, and is none itself", () => {
  const paths = SCREENS.map(({ path }) => path);
  expect(MOVED).toContainEqual(["/runs/trash", "/trash"]);
  for (const [old, now] of MOVED)
    expect([paths.includes(old), paths.includes(now)]).toEqual([false, true]);
});

test("no two screens have one address, one place in the rail or one key", () => {
  const isOnce = (all: readonly unknown[]) => expect(all).toEqual([...new Set(all)]);
  isOnce(SCREENS.map(({ path }) => path));
  isOnce(RAIL.map(({ place }) => place));
  isOnce(RAIL.map(({ jump }) => jump));
  expect(RAIL[0]?.path).toBe("/runs");
});
