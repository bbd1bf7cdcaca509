/** How many secrets of the corpora are found, how much of the harmless is taken, and what it costs by the megabyte. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { redactPatch } from "#ground/redaction";
import { type Figures, measureRedaction, readCorpus } from "#test/measure-redaction";
import { root } from "./harness/machine.ts";
import { type Section, writeRun } from "./harness/write-run.ts";

const CORPORA = join(root, "src", "ground", "redaction", "corpus");
/** Written without sight of the rules, and so measured once: a later figure would not be of the same kind. */
const ONCE: Readonly<Record<string, string>> = {
  "blind.jsonl":
    "blind.jsonl was measured once, at 8a496b0: 74 of 75 secrets found, 0 of 75 harmless taken; see 2026-11-29-redaction.md",
};
const MEGABYTES = 5;
const ROUNDS = 3;

const measured = readdirSync(CORPORA)
  .filter((name) => name.endsWith(".jsonl") && !Object.hasOwn(ONCE, name))
  .sort()
  .map((name) => ({ name, figures: measureRedaction(readCorpus(join(CORPORA, name))) }));
writeRun(
  "redaction-seen",
  "npm run bench -- redaction",
  [counts(), byKind(), missed(), speed()],
  "found: nothing of the secret is left; exact: nothing else is taken; taken: a harmless text is not as it was",
);

function counts(): Section {
  return {
    title: "corpora",
    head: [
      "corpus",
      "shapes",
      "secrets",
      "found",
      "found %",
      "exact %",
      "harmless",
      "taken",
      "taken %",
    ],
    rows: measured.map(({ name, figures }) => {
      const { secrets, found, exact, harmless, taken } = figures;
      return [
        name,
        String(secrets + harmless),
        String(secrets),
        String(found),
        share(found, secrets),
        share(exact, secrets),
        String(harmless),
        String(taken),
        share(taken, harmless),
      ];
    }),
    notes: [
      "bar: at least 97 % found, at most 3 % taken; first.jsonl was written with the rules in sight",
      ...Object.values(ONCE),
    ],
  };
}

function byKind(): Section {
  const rows = measured.flatMap(({ name, figures }) => {
    const kinds = [...new Set(figures.outcomes.map(({ shape }) => shape.kind))].sort();
    return kinds.map((kind) => {
      const of = figures.outcomes.filter(({ shape }) => shape.kind === kind);
      const secret = of.filter(({ shape }) => shape.secret !== null);
      const harmless = of.filter(({ shape }) => shape.secret === null);
      const right = (some: Figures["outcomes"]) => some.filter((one) => one.right).length;
      return [
        name,
        kind,
        `${right(secret)} of ${secret.length}`,
        `${harmless.length - right(harmless)} of ${harmless.length}`,
      ];
    });
  });
  return { title: "by kind", head: ["corpus", "kind", "found", "taken"], rows };
}

function missed(): Section {
  const rows = measured.flatMap(({ name, figures }) =>
    figures.outcomes
      .filter(({ right }) => !right)
      .map(({ shape }) => [
        name,
        shape.secret === null ? "taken" : "missed",
        shape.kind,
        `\`${JSON.stringify(shape.text).replaceAll("|", "\\|").replaceAll("`", "'")}\``,
      ]),
  );
  return { title: "what went wrong", head: ["corpus", "how", "kind", "text"], rows };
}

function speed(): Section {
  const line = (text: string) => `+${text}\n`;
  const texts: Readonly<Record<string, readonly [string, string]>> = {
    "Python code": [
      "train.py",
      line("def f(x, key=None):\n+    return model(x, token=self.token)[key] * 0.5"),
    ],
    "a settings file": ["a.yaml", line("  name: value\n+  password: $PASSWORD\n+  size: 3")],
    "a script": [
      "a.sh",
      line('python train.py --lr 0.1 --name "a b" && curl -s https://host/x > y'),
    ],
    "encoded data": ["a.ipynb", line(`"image/png": "${"iVBORw0KGgoAAAANSUhEUgAA".repeat(40)}"`)],
  };
  return {
    title: `a patch of ${MEGABYTES} MB`,
    head: ["of", "MB/s, best of 3"],
    rows: Object.entries(texts).map(([name, [file, piece]]) => {
      const head = `diff --git a/${file} b/${file}\n@@ -0,0 +1 @@\n`;
      const patch = head + piece.repeat(Math.ceil((MEGABYTES * 1e6) / piece.length));
      const seconds = Array.from({ length: ROUNDS }, () => {
        const began = performance.now();
        redactPatch(patch);
        return (performance.now() - began) / 1000;
      });
      return [name, (MEGABYTES / Math.min(...seconds)).toFixed(1)];
    }),
  };
}

function share(part: number, of: number): string {
  return of === 0 ? "-" : ((100 * part) / of).toFixed(1);
}
