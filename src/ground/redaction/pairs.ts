import type { WeighName, Weight } from "./names.ts";
import type { Spans } from "./spans.ts";
import { isPath, isReference, isSecretValue, looksRandom, type Place } from "./values.ts";

/**
 * What a text is. `shell`: a command, a script, a Dockerfile, a Makefile. `settings`: lines of name and value. `code`: texts
 * stand in quotes. `words`: anything else, such as what a program said.
 */
export type Kind = "shell" | "settings" | "code" | "words";

type Found = {
  readonly text: string;
  readonly kind: Kind;
  readonly weight: Weight;
  readonly name: string;
  /** Where the name begins, and where it has ended. */
  readonly start: number;
  readonly end: number;
  readonly spans: Spans;
};

const NAME = /[A-Za-z_][\w.-]{0,127}/g;
const CLOSERS = /\\{0,3}["'`]|(?=[\])>])/y;
const BRACKET = /\s{0,3}\]/y;
/** `=`, `:`, `:=`, `=>`, `==`, `!=`, `?=`, `||=`; in a diff a value may stand in the next line. */
const LINK =
  /[ \t]{0,40}(?:\|\|=|\?\?=|===?|!==?|[:?+!]?=>?|::?|<<<|<-)[ \t]{0,40}(?:\\\r?\n[+\- ]?[ \t]{0,60})?/y;
/** `password: str = "x"`, `const key: string = "x"`. */
const ANNOTATED = /[&A-Za-z_][\w.[\], |?<>()&']{0,60}?\s{0,3}=\s{0,3}(?=[rbfuRBFU]{0,2}["'`])/y;
/** `Field(default="x")`, `SecretStr("x")`: what makes a value of a text. */
const WRAPPED =
  /(?:\w{1,20}\.){0,2}(?:field|Field|Column|Secret\w{0,10}|Value|str|String|StringVar|bytes|b64decode|quote|Some|Ok|option|Option|Argument|Fernet)\(\s{0,10}(?:[^()\n"']{0,60}\b(?:default|value)\s{0,3}=\s{0,3})?(?=[rbfu]{0,2}["'])/y;
/** The first of a list, or a text that stands in parentheses, maybe in the next line. */
const OPENED = /[[(]\s{0,40}[+\- ]?\s{0,40}(?=[rbfu]{0,2}["'])/y;
/** A call by which a value is given to a name, or holds where the name has none. */
const GIVES =
  /(env|set|put|add|default|header|conf|config|option|property|param|append|define|get|pop)\w{0,20}\(\s*\\{0,3}["'`]$/i;
const COMMENT = /^[+\- ]?[ \t]*(#|\/\/|--|\*|;|%|\/\*)/;
const SUM_AFTER = /["']?\]?\s{0,3}[=:]\s{0,3}["']?[0-9a-f]{32,64}\b/y;
const COMMA = /\s{0,3},\s{0,20}/y;
const SPACE = /[ \t]{1,20}/y;
const DEFAULT =
  /["'`][^\n]{0,200}?\b(?:default|envvar_default|value)\s{0,3}=\s{0,3}(?=[rbfu]{0,2}["'])/y;
const DEFAULT_BLOCK = /["'`]\s{0,10}\{[^{}]{0,400}?\bdefault\s{0,20}=\s{0,20}(?=["'])/y;
/** `name: API_KEY` and then `value: x`, in the same line or the next, as lists of variables have it. */
const VALUE_BESIDE =
  /(?:\\?["'])?[ \t]{0,20}[,;]?(?:\s{0,4}\r?\n[+\- ]?[ \t]{0,60}(?:-[ \t]{1,4})?)?[ \t]{0,20}\\?["']?(?:value|Value|VALUE|content|default)\\?["']?[ \t]{0,10}[:=][ \t]{0,10}/y;
const TUPLE =
  /\s{0,3}=?\s{0,3}(?:\w{1,40})?\(\s{0,10}[rbfu]{0,2}["'][^"'\n]{0,100}["']\s{0,3},\s{0,10}(?=[rbfu]{0,2}["'])/y;
const TUPLE_LIST = /\s{0,3}[=:]\s{0,3}[[(]\s{0,10}["'][^"'\n]{0,100}["']\s{0,3},\s{0,10}(?=["'])/y;
const CALL = /\(\s{0,10}(?=[rbfu]{0,2}["'])/y;
const TAG = />(?=[^<\s])/y;
const BLOCK = /[|>][+-]?[ \t]{0,4}\r?\n([+\- ]?[ \t]{1,60})/y;
const PREFIX = /(?:\b[rbfuRBFU]{1,2})?(?=\\{0,3}["'`])/y;
const QUOTE = /\\{0,3}(?:"""|'''|["'`])/y;
const IN_SHELL = /[^\s;&|<>()"'`]{1,600}/y;
const IN_LINE = /(?:[^\s,;)}\]"'`<>&]|&(?![\w.%-]{1,60}=)){1,600}/y;
/** `name || "x"`, `get("name") ?? "x"`, `name or "x"`: what holds where nothing else is given. */
const ELSE = /["'`\])]{0,3}[ \t]{0,3}(?:\|\||\?\?|\bor\b)[ \t]{0,3}(?=["'`])/y;
/** `${NAME:-value}`, as shells and compose files have it. */
const PRESET = /(?::?[-=]|:(?![?+]))(?=[^}\s])/y;
const TO_BRACE = /[^}\n]{1,600}(?=\})/y;
/** A call in which a key is one that lets in. */
const LETS_IN = /(login|auth\w*|client|connect|configure|sign_?in|api)\w*\([^()\n]{0,80}$/i;
/** What makes the next word the value of a name without a sign between them. */
const SETTER =
  /(?:^|[\s;&|"'])(?:ENV|ARG|setenv|setx|SetEnv|set(?:[ \t]+-{1,2}\w+){1,3}|config(?:[ \t]+(?:--?[\w-]+|set|modify)){0,3}|configure[ \t]+set|fastcgi_param|uwsgi_param|proxy_set_header|putenv|remote[ \t]+modify(?:[ \t]+--?[\w-]+){0,3}[ \t]+\S{1,60}|add-generic-password|define|-D|%env|%set_env)[ \t]+["']?[\w./:-]{0,80}$/;
const LINE_HEAD =
  /(?:^|\n)[+\- ]?[ \t]{0,80}(?:-[ \t]{1,4})?(?:export[ \t]{1,4}|declare[ \t]+-\w+[ \t]+|local[ \t]+|readonly[ \t]+|set[ \t]+)?["']?$/;
const LOOK_BACK = 120;
/** How long a line may be of which the beginning is looked for. */
const LINE_MAX = 1000;

/** Finds the values of names that say that they are secrets, in all the ways in which a value is given to a name. */
export function findPairs(text: string, kind: Kind, weigh: WeighName, spans: Spans): void {
  NAME.lastIndex = 0;
  const weights = new Map<string, Weight | undefined>();
  for (let hit = NAME.exec(text); hit !== null; hit = NAME.exec(text)) {
    const name = hit[0].replace(/[.-]+$/, "");
    if (!weights.has(name)) weights.set(name, weigh(name));
    const weighed = weights.get(name);
    if (weighed === undefined) continue;
    const end = hit.index + name.length;
    const isKey =
      name === "key" && LETS_IN.test(text.slice(Math.max(0, hit.index - LOOK_BACK), hit.index));
    // A variable of the environment that ends so is a key of a service, even where it looks like a sum: KAGGLE_KEY.
    const isOfService =
      weighed === "maybe" &&
      /^[A-Z][A-Z0-9_]*_KEY$/.test(name) &&
      after(SUM_AFTER, text, end) > end;
    const weight = isKey || isOfService ? "likely" : weighed;
    const taken = takeValue({ text, kind, weight, name, start: hit.index, end, spans });
    if (taken > end) NAME.lastIndex = Math.max(NAME.lastIndex, taken);
  }
}

/** Hides the value of one name, if it has one; answers where it ends. */
function takeValue(found: Found): number {
  const { text, end } = found;
  if (text.startsWith("${", found.start - 2)) {
    const preset = after(PRESET, text, end);
    const value = preset > end ? match(TO_BRACE, text, preset) : "";
    return value === "" ? end : take(found, preset, preset + value.length, "argument");
  }
  let at = after(CLOSERS, text, end);
  const isQuoted = at > end;
  at = after(BRACKET, text, at);
  const linked = after(LINK, text, at);
  if (linked > at) {
    const typed = after(ANNOTATED, text, linked);
    const block = after(BLOCK, text, linked);
    if (block > linked && found.kind !== "code" && found.weight !== "maybe")
      return takeLine(found, block);
    const tuple = Math.max(after(TUPLE, text, end), after(TUPLE_LIST, text, end));
    if (tuple > end && found.weight === "likely") return takeGiven(found, tuple, "listed");
    const isCompared = /^[=!]==?$/.test(text.slice(at, linked).trim());
    // `https://name:value@host` is the address's own, and `/run/secrets:ro` a place.
    if (text[found.start - 1] === "/" && text[end] === ":") return end;
    const wrapped = Math.max(after(WRAPPED, text, typed), after(OPENED, text, typed));
    if (wrapped > typed && !isCompared) return takeGiven(found, wrapped, "quoted");
    return takeGiven(found, typed, isCompared ? "compared" : "given");
  }
  const otherwise = after(ELSE, text, end);
  if (otherwise > end) return takeGiven(found, otherwise, "quoted");
  const beside = after(VALUE_BESIDE, text, end);
  if (beside > end) return takeGiven(found, beside, "given");
  if (isQuoted) return takeListed(found, at);
  const tag = after(TAG, text, end);
  if (tag > end && text[found.start - 1] === "<") return takeTag(found, tag);
  const call = after(CALL, text, end);
  if (call > end) return takeCall(found, call);
  return takeSpaced(found);
}

/** A name in quotes: `("name", "value")`, `["--name", "value"]`, `"--name", default="value"`. */
function takeListed(found: Found, at: number): number {
  const { text, start, end, weight } = found;
  const comma = after(COMMA, text, at);
  const opened = text.slice(Math.max(0, start - 40), start);
  if (comma > at && /^[rbfu]{0,2}\\{0,3}["'`]/i.test(text.slice(comma, comma + 6))) {
    if (/--?$/.test(opened)) return takeGiven(found, comma, "listed");
    if (GIVES.test(opened) && weight !== "maybe") return takeGiven(found, comma, "given");
    if (/[([]\s*\\{0,3}["'`]$/.test(opened)) return takeGiven(found, comma, "beside");
  }
  const preset = Math.max(after(DEFAULT, text, end), after(DEFAULT_BLOCK, text, end));
  return preset > end && weight !== "maybe" ? takeGiven(found, preset, "quoted") : end;
}

function takeTag(found: Found, at: number): number {
  const close = found.text.indexOf("<", at);
  if (close === -1 || close - at > 4096 || found.text[close + 1] !== "/") return found.end;
  return take(found, at, close, "argument");
}

/** `set_api_key("x")`, `withPassword("x")`, `HTTPBasicAuth("user", "x")`. */
function takeCall(found: Found, at: number): number {
  const { text, end, name, weight } = found;
  const tuple = after(TUPLE, text, end);
  if (tuple > end && /auth|cred/i.test(name))
    return takeGiven({ ...found, weight: "likely" }, tuple, "listed");
  const isSetter = /(^|\.|_)(set|with|use|init|add|update)[_A-Z]/.test(name);
  return isSetter && weight !== "maybe" ? takeGiven(found, at, "quoted") : end;
}

/** `--name value`, `ENV NAME value`, `config set name value`. */
function takeSpaced(found: Found): number {
  const { text, start, end, kind } = found;
  const at = after(SPACE, text, end);
  if (at === end) return end;
  const before = text.slice(Math.max(0, start - LOOK_BACK), start);
  const isFlag = /(^|[\s"'`(=[])--?$/.test(before);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const isSet = SETTER.test(line.replace(/^[+-]/, " "));
  const isHead = kind === "settings" && LINE_HEAD.test(before) && found.weight !== "maybe";
  if (!isFlag && !isSet && !isHead) return end;
  if (isFlag && /^(--?[A-Za-z]|-[A-Za-z]{0,2}(\s|$))/.test(text.slice(at, at + 4)) && !isSet)
    return end;
  return takeGiven(found, at, "listed");
}

type How = "given" | "compared" | "quoted" | "listed" | "beside";

/** The value at a place: in quotes, or as far as such a text goes without. */
function takeGiven(found: Found, given: number, how: How): number {
  const { text, kind, end } = found;
  const at = after(PREFIX, text, given);
  const open = match(QUOTE, text, at);
  if (open !== "") {
    // A shell runs what stands in backticks.
    if (kind === "shell" && open === "`") return end;
    const from = at + open.length;
    const close = closing(text, from, open);
    if (close === -1) return end;
    if (
      how === "beside" &&
      !(
        looksRandom(text.slice(from, close)) ||
        /\d.*[^\w\s]|[^\w\s].*\d/.test(text.slice(from, close))
      )
    )
      return end;
    const isText = kind === "code" || kind === "words" || (kind === "shell" && how === "compared");
    return take(found, from, close, isText && how !== "listed" ? "quoted" : "argument");
  }
  if (how === "quoted" || how === "beside") return end;
  if (kind === "settings" && how === "given") return takeLine(found, at);
  const bare = match(kind === "shell" || how === "listed" ? IN_SHELL : IN_LINE, text, at);
  if (bare === "") return end;
  const value = bare.replace(/(\\[nrt]|\\|,(?=[\w.]+=).*|[,.;:]$)+$/s, "");
  if (text[at + bare.length] === "(" && !/\d/.test(bare)) return end;
  const isRemark =
    kind === "code" &&
    found.weight !== "maybe" &&
    /[\d\W]/.test(value) &&
    isInComment(text, found.start);
  const isArgument = isRemark || kind === "shell" || kind === "settings" || how === "listed";
  if (how === "compared" && !looksRandom(value)) return end;
  // Documentation speaks of flags: "--username and --password options".
  if (how === "listed" && (kind === "code" || kind === "words") && /^[A-Za-z_]+[\])]?$/.test(value))
    return end;
  return take(found, at, at + value.length, isArgument ? "argument" : "bare");
}

function isInComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LINE_MAX), at);
  const line = before.lastIndexOf("\n") + 1;
  return (line > 0 || at < LINE_MAX) && COMMENT.test(before.slice(line, line + LOOK_BACK));
}

/** To the end of the line, where the name stands at its head; else to the next space or comma. */
function takeLine(found: Found, at: number): number {
  const { text, start } = found;
  const isHead = LINE_HEAD.test(text.slice(Math.max(0, start - LOOK_BACK), start));
  if (!isHead) {
    const bare = match(IN_LINE, text, at);
    return bare === "" ? found.end : take(found, at, at + bare.length, "argument");
  }
  const stop = text.indexOf("\n", at);
  const line = text.slice(at, Math.min(stop === -1 ? text.length : stop, at + 8192));
  const value = line.replace(/\s+[#;]\s.*$/, "").replace(/["'\s,;]+$/, "");
  return take(found, at, at + value.length, "argument");
}

function take(found: Found, from: number, to: number, place: Place): number {
  const { text, weight, name, spans, end } = found;
  // Of a name that may mean anything, what is longer is data.
  if (weight === "maybe" && to - from > 256) return end;
  const value = text.slice(from, to);
  const scheme =
    /^\s*(Bearer|Basic|Token|ApiKey|GenieKey|Splunk|SSWS|Bot)\s+(?=\S)/i.exec(value)?.[0] ?? "";
  const user =
    scheme === "" && /auth$|cred/i.test(name)
      ? (/^[\w.@+-]{1,64}:(?=[^/\s]{2,}$)/.exec(value)?.[0] ?? "")
      : "";
  const secret = value.slice(scheme.length + user.length);
  if (isPath(secret.trim()) || isReference(secret.trim())) return end;
  if (!isSecretValue(scheme === "" ? weight : "likely", secret, place)) return end;
  const lead = secret.length - secret.trimStart().length;
  spans.add(text, from + scheme.length + user.length + lead, from + value.trimEnd().length);
  return to;
}

/** Where a quoted text ends, in its line unless the quotes are three; -1 where it does not. */
function closing(text: string, from: number, open: string): number {
  const stop = Math.min(text.length, from + 4096);
  const isLong = /"""|'''/.test(open);
  for (let at = from; at < stop; at += 1) {
    if (text.startsWith(open, at)) return at;
    if (text[at] === "\n" && !isLong) return -1;
    if (text[at] === "\\" && !open.startsWith("\\")) at += 1;
  }
  return -1;
}

function after(rule: RegExp, text: string, at: number): number {
  rule.lastIndex = at;
  return rule.test(text) ? rule.lastIndex : at;
}

function match(rule: RegExp, text: string, at: number): string {
  rule.lastIndex = at;
  return rule.exec(text)?.[0] ?? "";
}
