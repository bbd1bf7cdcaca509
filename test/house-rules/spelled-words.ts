import { parseSync } from "vite";
import { allowedUses } from "./direction.ts";
import { isCode, isTest, type Rule, type SourceFile, sliceOf, slicesOf } from "./source-file.ts";

/** Commands that stand without their slice's name: `fettle compare` is `fettle gate compare`. */
const SHORT: Readonly<Record<string, string>> = {
  run: "runs",
  test: "dialogues",
  compare: "gate",
  promote: "gate",
  import: "transfer",
  export: "transfer",
  worker: "tasks",
};

/** A foreign protocol spells its own words, a released migration stays as it was, and old words are told as they were. */
const FREE = /\/(mlflow|migrations)\/|\/slice\.ts$/;

/**
 * A slice spells the routes, commands and pages of itself and of the slices that it may use, and of no other; the floor
 * and the page kit of none. Who must tell a person of a higher slice's command asks that slice by a hook.
 */
export const spelledWords: Rule = (files) => {
  const table = allowedUses(files);
  const slices = new Set([...table.keys(), ...slicesOf(files)]);
  return files
    .filter((f) => /^src\/(?!app\/|main)/.test(f.path) && isCode(f.path) && !isTest(f.path))
    .filter((f) => !FREE.test(f.path))
    .flatMap((file) => {
      const own = sliceOf(file.path) ?? "";
      const may = new Set([own, ...(table.get(own) ?? [])]);
      return spelled(file, slices)
        .filter(({ slice }) => !may.has(slice))
        .map(({ slice, text, line }) => ({
          path: `${file.path}:${line}`,
          problem: `"${text}" is a word of ${slice}, which stands above it`,
        }));
    });
};

function spelled(file: SourceFile, slices: ReadonlySet<string>) {
  const words = [...slices].join("|");
  const form = new RegExp(
    `/api/fettle/1/(${words})\\b|\\bfettle (${words}|${Object.keys(SHORT).join("|")})\\b(?!-)|(?<=["'\`])/(${words})(?=[/"'\`?#])`,
    "g",
  );
  const found = [...file.text.matchAll(form)];
  if (found.length === 0) return [];
  const { comments } = parseSync(file.path.split("/").pop() ?? "", file.text);
  return found
    .filter(({ index }) => !comments.some(({ start, end }) => start <= index && index < end))
    .map(({ 0: text, 1: route, 2: command, 3: page, index }) => {
      const word = route ?? command ?? page ?? "";
      const line = file.text.slice(0, index).split("\n").length;
      return { slice: SHORT[word] ?? word, text, line };
    });
}
