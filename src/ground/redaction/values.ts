import type { Weight } from "./names.ts";

/**
 * Where a value stands. `argument`: typed, or in a settings file, where text needs no quotes. `quoted`: a quoted text in
 * code. `bare`: without quotes in code, where it may as well be the name of a variable.
 */
export type Place = "argument" | "quoted" | "bare";

const WORDS =
  /^(null|none|nil|true|false|undefined|yes|no|on|off|auto|default|optional|required|str|string|int|integer|bool|boolean|bytes|float|any|object|number|text|unset|empty|todo|tbd|n\/a|na|self|this|env|file|stdin|prompt|ask|keyring|keychain|inherit|\.\.\.)[,;]?$/i;
const SCHEMES =
  /^(basic|digest|bearer|oauth|oauth2|jwt|ldap|md5|trust|peer|ident|kerberos|ntlm|sasl|plain|scram-sha-\d+|iam|token|apikey|api_key|password|session|cookie|sigv4|gssapi|saml|oidc|mtls|tls|ssl|anonymous|public|private|local|simple|read|write|admin)$/i;
/** `$NAME`, `${NAME}`, `$(cmd)`, `%NAME%`, `{{ name }}`, `{name}`, `<name>`, `@name@`, `op://...`. */
const REFERENCE =
  /^(env|fd|file):[\w./-]+$|^\$[\d@*#?!]$|^(id|type|src|source|env|file|name|target)=[\w./-]+(,|$)|^\$\{?[A-Za-z_]\w*(:?[-?+=][^}]*)?\}?$|^\$\{|^\$\(|^\$\$?\{|^`|^%[A-Za-z_]\w*%$|^%[sdr]$|^%\([\w.]+\)s$|\{\{|^\{[\w.[\]'"()!:]*\}$|^<[^<>]*>?$|^@\w+@$|^(op|vault|ref\+\w+|secretsmanager|keyvault|awssm|gcpsm|sm|ssm|doppler|akv|projects):\/?\/?|^arn:aws|^!(vault|ref|sub|getatt|secret|env)|^ENC\[|^#\{|^\$\w+::|^\$env:|^(env|os|process|config|settings|secrets|github|vars|self|this|args|opts|options|ctx|cfg|conf|params|request|req|app|var|local|data|module|import\.meta)\.[A-Za-z_]/i;
const PLACEHOLDER =
  /^(your|insert|enter|replace|put|paste|fixme|dummy|placeholder|redacted|hidden|removed|masked)([-_ ./]|$)|[-_ ]here$|^(?<one>.)\k<one>{3,}$|^x{3,}([-_]x+)*$|^\[?(redacted|hidden|masked|filtered|secret)\]?$|^\.{3}|\.\.\.$|…$|^\*+$|^(sk|ghp|hf|pk|xoxb)[-_]?(x+|\.+|…)$/i;
/** What a form asks, an error says or a documentation explains. */
const PROSE =
  /\b(passwords?|tokens?|keys?|secrets?|passphrase|must|enter|your|invalid|required|please|is|not|the|for|to|use|used|of|a|an|with|missing|expired|login|confirm|new|current|forgot|show|type|here)\b/i;
const PATH =
  /^(file:\/\/|~|\.{1,2})?[\\/][\w.@~+\-\\/ {}$*%:]*$|^[a-z][a-z-]*(\/[a-z][a-z-]*)+$|^[A-Za-z]:[\\/]|^[\w.-]+([\\/][\w.-]+)*\.(json|pem|key|ya?ml|toml|txt|env|pub|crt|cer|cert|p12|pfx|jks|csv|tsv|jsonl|parquet|pt|pth|ckpt|onnx|safetensors|pkl|npz?|bin|h5|cfg|ini|conf|py|ts|js|sh|md|html?|log|db|sqlite|gz|zip|tar|png|jpe?g|model|joblib)$/i;
const URL_OR_MAIL =
  /^[a-z][a-z0-9+.-]{1,30}:\/\/|^[\w.+-]+@[\w-]+(\.[\w-]+)+$|^(mailto|data|urn):/i;
/** `os.environ["X"]`, `getpass()`, `config.token`, `f(x)`. */
const CODE =
  /^[A-Za-z_][\w.]*[([]|^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$|^(lambda|new|await|not|if|function|async|typeof|return)\b|^[([{]|=>/;
const NUMBER = /^[+-]?\d{1,12}(\.\d{1,12})?(e[+-]?\d{1,3})?$/i;
const HEX_SUM =
  /^(sha(1|224|256|384|512)[:-]|md5[:-])?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(\.dir)?$/i;
const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const DATE =
  /^\d{4}-?\d{2}-?\d{2}([T_ -]?\d{2}[:-]?\d{2}([:-]?\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Whether a text names a secret that is elsewhere, or stands in the place of one. */
export function isReference(value: string): boolean {
  return value.includes("***") || REFERENCE.test(value) || PLACEHOLDER.test(value);
}

/** A sum, an id of a run or a date: what a record is for. */
export function isSum(value: string): boolean {
  return HEX_SUM.test(value) || UUID.test(value) || DATE.test(value);
}

export function isPath(value: string): boolean {
  if (!PATH.test(value)) return false;
  // Base64 may begin with a slash.
  return !(value.length > 24 && value.split(/[\\/]/).some((part) => isMixed(part, 16)));
}

/** Whether the value of a name of this weight is a secret, by where it stands and what it looks like. */
export function isSecretValue(weight: Weight, given: string, place: Place): boolean {
  const value = given.trim();
  if (value === "" || value.includes("***")) return false;
  if (isReference(value)) return false;
  if (weight === "own") return place !== "bare" || !CODE.test(value);
  if (WORDS.test(value) || value === "~" || /^#[0-9a-f]{3,8}$/i.test(value)) return false;
  if (isPath(value) || URL_OR_MAIL.test(value)) return false;
  if (place === "bare")
    return (
      !CODE.test(value) &&
      weight !== "maybe" &&
      hasDigitAndLetter(value, 8) &&
      !/^[a-z_]+\d?$/i.test(value)
    );
  if (weight === "maybe") return looksRandom(value);
  if (NUMBER.test(value)) return weight === "sure" && value.length > 3;
  if (weight === "likely" && SCHEMES.test(value)) return false;
  if (place === "argument") return weight === "sure" || !/^--?[A-Za-z][\w-]*$/.test(value);
  if (/\s/.test(value)) return weight === "sure" && !PROSE.test(value);
  if (weight === "sure") return value.length > 3 && !isLabel(value) && !CODE_NAME.test(value);
  return isTokenLike(value);
}

/** `db_password`, `user.secret`, `API_KEY`: the name of a field or a variable, given as text. */
const CODE_NAME =
  /^[a-z]+([._-][a-z]+)*[._-](password|passwd|pwd|secret|token|key|keys|name|id|field)$|^[A-Z]+(_[A-Z]+)+$|^[a-z]+([.:][a-z_-]+)+([.:]v?\d{1,2})?$|^_?([A-Z][a-z]+)+(Key|Token|Secret|Password|Credentials?)$/;

function isLabel(value: string): boolean {
  return /^(passwords?|passwd|pwd|secrets?|tokens?|keys?|api[-_ ]?keys?|access[-_ ]?keys?|private[-_ ]?keys?|(access|auth|refresh|id)[-_ ]?tokens?|passphrase|credentials?|client[-_ ]?secret|secret[-_ ]?keys?|submit|hidden|text|input)[:*]?$/i.test(
    value,
  );
}

function isTokenLike(value: string): boolean {
  if (isLabel(value) || CODE_NAME.test(value)) return false;
  return (
    hasDigitAndLetter(value, 6) || /secret|passw|hunter|letmein|changeme|token-|-token/i.test(value)
  );
}

function hasDigitAndLetter(value: string, least: number): boolean {
  return value.length >= least && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Letters and digits in no order that a person would choose; sums, ids, dates, paths and addresses are none. */
export function looksRandom(value: string): boolean {
  if (value.length < 8 || value.length > 8192 || /\s/.test(value)) return false;
  if (isSum(value) || isPath(value) || URL_OR_MAIL.test(value) || isReference(value)) return false;
  if (NUMBER.test(value)) return false;
  return value
    .split(/[^A-Za-z0-9+]+/)
    .some((part) => isMixed(part, 8) || (part.length >= 6 && changes(part) >= 4));
}

/** Letters and digits by turns. Hex is left alone: it may be the short form of a sum. */
export function isMixed(part: string, least: number): boolean {
  if (part.length < least || isSum(part) || /^[0-9a-f]+$/i.test(part)) return false;
  if (!/\d/.test(part) || !/[A-Za-z]/.test(part)) return false;
  return changes(part) >= Math.max(3, part.length / 6);
}

/** How often a letter follows a digit or a digit a letter, or the case changes other than at the head of a word. */
function changes(part: string): number {
  let count = 0;
  for (let at = 1; at < part.length; at += 1) {
    const [a, b] = [kindOf(part, at - 1), kindOf(part, at)];
    if (a === b || (a === UPPER && b === LOWER)) continue;
    count += 1;
  }
  return count;
}

const [LOWER, UPPER, DIGIT] = [1, 2, 3];

function kindOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 97) return LOWER;
  return code >= 65 ? UPPER : DIGIT;
}
