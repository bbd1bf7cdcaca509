import { kindNamed } from "./known-kinds.ts";

/** The address of the screen that shows a thing; undefined where its kind has none, or no slice knows it. */
export function linkTo(kind: string, id: string): string | undefined {
  const { page, id: shape = ":id" } = kindNamed(kind) ?? {};
  if (page === undefined || id === "") return undefined;
  const parts = partsOf(shape, id);
  if (parts === undefined) return undefined;
  return page.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(parts[part] ?? ""));
}

/** `:name@:version` and `intent@2` make `{ name: "intent", version: "2" }`; the last part is the shortest. */
function partsOf(shape: string, id: string): Readonly<Record<string, string>> | undefined {
  const pattern = shape
    .split(/(:\w+)/)
    .map((piece) =>
      piece.startsWith(":")
        ? `(?<${piece.slice(1)}>.+)`
        : piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    );
  return new RegExp(`^${pattern.join("")}$`, "s").exec(id)?.groups;
}
