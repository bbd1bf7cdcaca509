import type { IsSecret } from "./names.ts";

/** What stands in the place of a secret. */
export const HIDDEN = "***";

/** The part of a URL that says who asks: `https://user:password@host`, `https://token@host`. */
const USERINFO = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>]*@/gi;
/** Keys and tokens that are known by their form, whatever stands before them. */
const SHAPES =
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,255}|sk-[\w-]{16,255}|hf_[A-Za-z0-9]{20,255}|xox[abeoprs]-[\w-]{10,255}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,60}|npm_[A-Za-z0-9]{30,60}|pypi-[\w-]{30,255}|dapi[0-9a-f]{32}|eyJ[\w-]{8,4000}\.[\w-]{4,4000}\.[\w-]{4,4000})(?![\w-])/g;
const HOOKS =
  /https:\/\/(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/[\w/-]+/gi;
const PEM = /-----BEGIN ([A-Z ]{0,40}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g;
/** `"api_key": "value"`, also with single quotes, escaped quotes and bare values. */
const PAIR =
  /(\\?["'])([\w.-]{1,100})(\\?["']\s{0,20}:\s{0,20})(\\?"(?:[^"\\]|\\[^"])*\\?"|\\?'[^']*'|[^\s,}\]"'\\]+)/g;
/** `X-Api-Key: value`, to the end of the line or of the quotes around it. */
const HEADER = /(^|[\s"'])([A-Za-z][\w-]{1,100})(:[ \t]{1,20})([^\r\n"']+)/g;
/** `API_KEY=value`, `?token=value&...`, `--api-key=value`. */
const ASSIGNED =
  /(^|[\s;&|(?,"'`{])([-+]{0,2}[A-Za-z_][\w.:/-]{0,200})=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s;&|"'`)}]+)/g;
/** `--api-key value` inside of a longer text. */
const FLAG =
  /(^|[\s"'`(])(--?[A-Za-z][\w.-]{0,200})(\s{1,20})("(?:[^"\\]|\\.)*"|'[^']*'|(?!-)[^\s;&|"'`)]+)/g;

/** A text without what looks like a secret in it, by name or by form. Redacting it again changes nothing. */
export function redactText(text: string, isSecret: IsSecret): string {
  return redactKnown(text)
    .replace(PAIR, (all, open, name, middle, value) =>
      isSecret(name, unquoted(value)) ? `${open}${name}${middle}${masked(value)}` : all,
    )
    .replace(HEADER, (all, before, name, colon, value) =>
      isSecret(name, value) ? `${before}${name}${colon}${HIDDEN}` : all,
    )
    .replace(ASSIGNED, (all, before, name, value) =>
      isSecret(name, unquoted(value)) ? `${before}${name}=${masked(value)}` : all,
    )
    .replace(FLAG, (all, before, name, space, value) =>
      isSecret(name, unquoted(value)) ? `${before}${name}${space}${masked(value)}` : all,
    );
}

/** Without what is a secret by its form alone. */
export function redactKnown(text: string): string {
  return text
    .replace(PEM, HIDDEN)
    .replace(HOOKS, HIDDEN)
    .replace(USERINFO, `$1${HIDDEN}@`)
    .replace(SHAPES, HIDDEN);
}

function unquoted(value: string): string {
  return value.replace(/^\\?["']|\\?["']$/g, "");
}

/** Keeps the quotes, so that what was JSON stays JSON. */
function masked(value: string): string {
  const quote = /^\\?["']/.exec(value)?.[0] ?? "";
  return `${quote}${HIDDEN}${quote}`;
}
