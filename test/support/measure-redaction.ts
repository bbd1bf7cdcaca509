import { readFileSync } from "node:fs";
import { redactCommand, redactPatch, redactText, secretValues } from "#ground/redaction";

/** One shape of a corpus: a line of JSON. */
export type Shape = {
  /**
   * `command`: typed at a prompt, or an argument an item. `text`: what a program said. `patch`: lines added to `file`, or a
   * whole patch that begins with `diff --git`. Any other word is lines added to a file of that kind: `script`, `notebook`,
   * `dockerfile`, `yaml`, `py`.
   */
  readonly kind: string;
  readonly text: string | readonly string[];
  /** The exact part or parts that are to be taken; null where nothing is. */
  readonly secret: string | readonly string[] | null;
  readonly file?: string;
  /** Variables of the command's environment. */
  readonly env?: Readonly<Record<string, string>>;
};

/** What became of one. */
export type Outcome = {
  readonly shape: Shape;
  readonly redacted: string;
  /** Nothing of the secret is left; of a harmless one, all of it is left. */
  readonly right: boolean;
  /** The secret alone was taken, and all of the rest is left. */
  readonly exact: boolean;
  /** Redacted again it stays as it is. */
  readonly stable: boolean;
};

export type Figures = {
  readonly secrets: number;
  readonly found: number;
  readonly exact: number;
  readonly harmless: number;
  readonly taken: number;
  readonly unstable: number;
  readonly outcomes: readonly Outcome[];
};

/** Reads a corpus, one JSON object a line; empty lines and those that begin with `//` or `#` are skipped. */
export function readCorpus(file: string | URL): readonly Shape[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*(\/\/|#)/.test(line))
    .map((line) => JSON.parse(line) as Shape);
}

export function measureRedaction(shapes: readonly Shape[]): Figures {
  const outcomes = shapes.map(tryShape);
  const secrets = outcomes.filter(({ shape }) => secretsOf(shape).length > 0);
  const harmless = outcomes.filter(({ shape }) => secretsOf(shape).length === 0);
  return {
    secrets: secrets.length,
    found: secrets.filter(({ right }) => right).length,
    exact: secrets.filter(({ exact }) => exact).length,
    harmless: harmless.length,
    taken: harmless.filter(({ right }) => !right).length,
    unstable: outcomes.filter(({ stable }) => !stable).length,
    outcomes,
  };
}

function tryShape(shape: Shape): Outcome {
  const { given, redact } = readingOf(shape);
  const redacted = redact(given);
  const parts = secretsOf(shape).flatMap((secret) => secret.split("\n"));
  const wanted = parts
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, part) => text.replaceAll(part, "***"), shown(given));
  return {
    shape,
    redacted: shown(redacted),
    right:
      parts.length === 0
        ? shown(redacted) === shown(given)
        : parts.every((part) => !shown(redacted).includes(part)),
    exact: shown(redacted) === wanted,
    stable: shown(redact(redacted)) === shown(redacted),
  };
}

type Given = string | readonly string[];

function shown(given: Given): string {
  return typeof given === "string" ? given : given.join("\n");
}

function secretsOf({ secret }: Shape): readonly string[] {
  if (secret === null) return [];
  return typeof secret === "string" ? [secret] : secret;
}

/** How a record takes such a text. */
function readingOf(shape: Shape): { given: Given; redact: (given: Given) => Given } {
  const known = { values: secretValues(shape.env ?? {}) };
  if (shape.kind === "command")
    return {
      given: typeof shape.text === "string" ? argumentsOf(shape.text) : shape.text,
      redact: (given) => redactCommand(given as readonly string[], known),
    };
  const text = shown(shape.text);
  if (shape.kind === "text" || shape.kind === "output" || shape.kind === "log")
    return { given: text, redact: (given) => redactText(given as string, known, "words") };
  const isWhole = text.includes("diff --git ");
  return {
    given: isWhole ? text : asPatch(shape.file ?? fileOf(shape.kind), text),
    redact: (given) => redactPatch(given as string, known),
  };
}

const FILES: Readonly<Record<string, string>> = {
  patch: "train.py",
  script: "run.sh",
  shell: "run.sh",
  bash: "run.sh",
  python: "train.py",
  code: "train.py",
  notebook: "explore.ipynb",
  dockerfile: "Dockerfile",
  makefile: "Makefile",
  compose: "docker-compose.yml",
  env: ".env",
  dotenv: ".env",
  npmrc: ".npmrc",
  netrc: ".netrc",
  aws: ".aws/credentials",
  config: "settings.yaml",
  kubernetes: "deploy.yaml",
  terraform: "main.tf",
  javascript: "app.js",
  typescript: "app.ts",
  markdown: "README.md",
};

function fileOf(kind: string): string {
  return FILES[kind.toLowerCase()] ?? `file.${kind.toLowerCase()}`;
}

function asPatch(file: string, text: string): string {
  const lines = text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `+${line}`);
  const head = `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1 +1,${lines.length} @@\n`;
  return `${head}${lines.join("\n")}\n`;
}

/** The arguments that a shell makes of a line, without looking anything up. */
function argumentsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] as string;
    if (quote !== "" && letter === quote) quote = "";
    else if (
      letter === "\\" &&
      quote !== "'" &&
      (quote === "" || /["\\$`]/.test(line[at + 1] ?? ""))
    ) {
      at += 1;
      word = (word ?? "") + (line[at] ?? "");
    } else if (quote === "" && /["']/.test(letter)) {
      quote = letter;
      word ??= "";
    } else if (quote === "" && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + letter;
  }
  if (word !== undefined) words.push(word);
  return words;
}
