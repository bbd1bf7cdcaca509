import { type IsSecret, secretNames } from "./names.ts";
import { HIDDEN, redactKnown } from "./text.ts";

/** A quoted text that is given to a name: `api_key = "..."`, `"token": '...'`. In code, `key=key` is no secret. */
const LITERAL = /(?<![\w.-])([\w.-]{1,100})(["']?\s{0,20}[:=]{1,2}\s{0,20})(["'])([^"'\n]{4,})\3/g;
/** A line of a settings file: `API_KEY=value`, `password: value`, `export TOKEN=value`. */
const LINE =
  /^([ +-]?\s{0,40}(?:export\s{1,10})?)([A-Za-z_][\w.-]{0,100})(\s{0,10}[:=]\s{0,10})([^\s"'#;(){}[\]<>,]{4,})(\s*)$/gm;
const SETTINGS =
  /(^|\/)[^/\s]*(\.env[^/\s]*|\.ya?ml|\.toml|\.ini|\.cfg|\.conf|\.properties|\.tfvars)$/;

/**
 * The text of a patch without its secrets, so that it can be kept beside a run: what stands in quotes under such a name,
 * lines of settings files, user and password in URLs, private keys, tokens known by their form.
 */
export function redactPatch(patch: string, patterns: readonly string[] = []): string {
  const isSecret = secretNames(patterns);
  return patch
    .split(/^(?=diff --git )/m)
    .map((file) => redactFile(file, isSecret))
    .join("");
}

function redactFile(text: string, isSecret: IsSecret): string {
  const path = /^diff --git .* (?:"?b\/)(.*?)"?$/m.exec(text)?.[1] ?? "";
  const known = redactKnown(text).replace(LITERAL, (all, name, middle, quote, value) =>
    isSecret(name, value) ? `${name}${middle}${quote}${HIDDEN}${quote}` : all,
  );
  if (!SETTINGS.test(path)) return known;
  return known.replace(LINE, (all, before, name, middle, value, after) =>
    isSecret(name, value) ? `${before}${name}${middle}${HIDDEN}${after}` : all,
  );
}
