import type { RouteShape } from "#ground/http";
import type { Slice } from "#ground/slice";

type Manifests = readonly Pick<Slice, "formerly">[];

/** When the words of today were given, for the header `Deprecation`: 29 November 2026. */
const SINCE = Date.UTC(2026, 10, 29) / 1000;

/** All words of one sort that released versions had, each with the word of today. */
export function formerWords(
  manifests: Manifests,
  sort: "commands" | "routes" | "settings" | "codes",
): ReadonlyMap<string, string> {
  return new Map(manifests.flatMap(({ formerly }) => Object.entries(formerly?.[sort] ?? {})));
}

/** What was typed, with a released version's name of a command replaced; `told` says so in a line. */
export function wordsOfToday(
  typed: readonly string[],
  manifests: Manifests,
): { readonly argv: readonly string[]; readonly told?: string } {
  const words = formerWords(manifests, "commands");
  typed = actionFirst(typed, words);
  // `runs notify add` before `runs notify`.
  for (let count = Math.min(typed.length, 3); count > 0; count -= 1) {
    const old = typed.slice(0, count).join(" ");
    const now = words.get(old);
    if (now !== undefined)
      return {
        argv: [...now.split(" "), ...typed.slice(count)],
        told: `\`fettle ${old}\` is \`fettle ${now}\` now`,
      };
  }
  return { argv: typed };
}

/** An action of a command was taken wherever it stood: `runs notify --on lost add URL` is `runs notify add --on lost URL`. */
function actionFirst(
  typed: readonly string[],
  words: ReadonlyMap<string, string>,
): readonly string[] {
  const [slice, verb, flag = ""] = typed;
  const old = `${slice} ${verb}`;
  if (!words.has(old) || !flag.startsWith("-")) return typed;
  const end = typed.includes("--") ? typed.indexOf("--") : typed.length;
  const at = typed.findIndex((word, i) => i > 2 && i < end && words.has(`${old} ${word}`));
  return at === -1
    ? typed
    : [
        ...typed.slice(0, 2),
        ...typed.slice(at, at + 1),
        ...typed.slice(2, at),
        ...typed.slice(at + 1),
      ];
}

/** What codes of errors were called, by what they are called now; of several, what the lowest slice called it. */
export function formerCodes(manifests: Manifests): ReadonlyMap<string, string> {
  return new Map([...formerWords(manifests, "codes")].reverse().map(([old, now]) => [now, old]));
}

/** The routes of these under the paths that they had; each answers as the one that took its place. */
export function formerRoutes(
  manifests: Manifests,
  routes: readonly RouteShape[],
): readonly RouteShape[] {
  const known = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  return [...formerWords(manifests, "routes")].flatMap(([old, now]) => {
    const route = known.get(now);
    const path = old.split(" ")[1];
    if (route === undefined || path === undefined || known.has(old)) return [];
    return [{ ...route, path, deprecated: { for: route.path, since: SINCE } }];
  });
}
