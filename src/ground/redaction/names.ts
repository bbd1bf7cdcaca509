/**
 * How surely the value of a name is a secret. `own`: a person said so, and any value is taken. `sure` takes any literal,
 * `likely` any but numbers and plain words of code, `maybe` only what looks random.
 */
export type Weight = "own" | "sure" | "likely" | "maybe";

/** Weighs a name; `undefined` where it has nothing to do with secrets. */
export type WeighName = (name: string) => Weight | undefined;

/** Cheap and too wide: what does not even hold one of these is not looked at. */
const HINT =
  /pass|pwd|pw|secret|token|key|auth|cred|cookie|sig|jwt|bearer|mnemonic|phrase|pat|pin|otp|salt|sid|sess|hmac|contrase|senha|kennwort|passcode|pepper/i;

/** What training scripts and schemas call so and is none. It is taken out of a name before the rest is weighed. */
const NEVER =
  /tokeni[sz]\w*|keyboards?|keywords?|keyframes?|keypoints?|keynames?|keystrokes?|hotkeys?|keep_?alive|monkeys?|turkey|(?<![a-z0-9])(public|foreign|primary|partition|sort|cache|group|routing|row|composite|unique|index|natural|surrogate|range|hash|map|dict|object|config|state|feature|metric|param|lookup|order|join|merge|shard|dedup|idempotency|blob|s3|translation|i18n|message|label|image|data|batch|input|output|target|loss|reward|prompt|text|sample|entity|record|field|column|item|event|log|num|n|d|w|query|kv|past|attention)_?keys?$|(?<![a-z0-9])keys?_(size|sizes|len|length|dim|dims|bits|path|file|name|names|func|fn|column|columns|col|error|value|values|padding|mask|proj|projection|states?|layers?|cache|press|down|up|code|codes|types?|map|mapping|usage|spec|word|words|by|order|index|field|fields|bias|heads?|set|pair|ring|vault|schema|algorithm|format|prefix|suffix|url|uri)(_|$)/g;

const SURE = new RegExp(
  [
    "pass_?words?",
    "pass_?phrases?",
    "pass_?codes?",
    "passwd",
    "kennwort",
    "senha",
    "contrasena",
    "pwd",
    "secrets?(?=$|_?(access_?)?keys?|_?(values?|token|string|text|b64|base64|old|new|prod|dev|test|live|data)$|_?v?\\d{1,3}$)",
    "(api|access|private|priv|secret|auth|encrypt|encryption|decryption|sign|signing|master|account|azure_storage|subscription|shared|hmac|licen[sc]e|aes|fernet|rsa|crypt|crypto)_?keys?",
    "mnemonic",
    "(seed|recovery|backup)_?(phrase|words|codes?)",
    "^_auth$",
    "^auth_?token$",
  ].join("|"),
);
const LIKELY =
  /token$|tokens?_(secret|value)$|(^|_)jwt$|bearer|credentials?$|(^|_)creds?$|(^|_)(proxy_)?auth(orization)?$|cookies?$|(^|_)pass$|(^|_)pw$|(db|smtp|user|key|store|trust|ssh|admin|root|my|mysql|pg|ftp|mail|email|login|http|proxy|basic|become|ldap|redis|rabbit|mongo|sudo)pass$|^require_?pass$|^master_?auth$|((^|_)(git\w{1,6}|gh|azure|devops|ado|databricks|snowflake|bitbucket|airtable|personal)_?pat$)|^pat$|(^|_)(otp|totp|sas|pin)$|auth_?info|secret_?id$|rediscli_?auth/;
const MAYBE =
  /secrets?(?!ar|ion)|keys?$|key_?id$|(^|_)(sig|signature|hmac|salt|pepper|sid|sessions?|session_?id|sessid|phpsessid|nonce|key_?data|client_?id)$|sessionid$|tokens$|pass_?(hash|digest)/;

/** What passes through a model, or a loop, and is no secret unless it looks like one. */
const OF_TEXT =
  /(^|_)(page|continuation|sync|cursor|resume|pad|eos|bos|unk|sep|cls|mask|stop|start|end|begin|special|image|video|audio|next|prev|previous|first|last|cur|current|num|max|min|n|new|per|total|input|output|prompt|completion|vocab|sub|word|extra|additional|generated|cached|role|eot|eod|eom|im|suffix|prefix|middle|fim|sentinel|blank|placeholder|delimiter|separator|reserved|think|thinking|tool|target|source|each|by|is|has|no|use|skip|with)_?tokens?$/;
const OF_LOOPS =
  /(^|_)(first|second|third|two|multi|single|n|num|forward|backward|by|max|one|render|each|per|all|did|to|or|must|should|full|final|low|high|band|next|last|dry|did|will|second)_?pass$/;
/** `password_file`, `secret_name`, `token_limit`: what is said about a secret. */
const ABOUT =
  /_(file|files|filename|path|paths|dir|folder|name|names|ids?|url|uri|endpoint|host|port|arn|refs?|length|len|size|sizes|policy|fields?|counts?|types?|version|expiry|expires|expires_?(in|at)|expiration|ttl|min|max|env|var|variable|prompt|column|columns|col|required|enabled|disabled|rotation|manager|label|labels|placeholder|regex|pattern|hint|input|box|dim|dims|limit|limits|budget|usage|counter|index|idx|map|list|set|scope|scopes|provider|service|class|error|errors|invalid|missing|prefix|suffix|format|alg|algo|algorithm|method|mode|strength|cmd|command|location|validator|mask|masks|embedding|embeddings|mean|accuracy|loss|rate|header|headers|issuer|audience|role|callback|help|status|check|script|age|lifetime|timeout|period|interval|vault|source|title|message|dict|store|reset|generator|filter|ratio|weight|weights|level|per_\w+|distribution|sampling|bucket|schema|model|parser|reader|stdin|changed|change|only|optional|hash|digest)$/;

/** Whether a name is that of a secret: passwords, keys of an API, tokens and their kin, however it is spelled. */
export const weighName: WeighName = (name) => {
  if (!HINT.test(name)) return undefined;
  const words = wordsOf(name);
  const own = words.replaceAll(NEVER, "");
  if (OF_TEXT.test(own) || OF_LOOPS.test(own)) return "maybe";
  if (/(^|_)secret_?id$/.test(own)) return "likely";
  if (ABOUT.test(own) && !/session_?id$/.test(own))
    return SURE.test(own) || LIKELY.test(own.replace(ABOUT, "")) ? "maybe" : undefined;
  if (SURE.test(own)) return "sure";
  if (LIKELY.test(own)) return "likely";
  return MAYBE.test(own) ? "maybe" : undefined;
};

/** As above, and for sure for names that fit one of these patterns: `*session*`, where a star is any text. */
export function weighNames(patterns: readonly string[]): WeighName {
  if (patterns.length === 0) return weighName;
  const own = patterns.map((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "is");
  });
  return (name) => {
    const plain = name.replace(/^[-+]+/, "");
    return own.some((pattern) => pattern.test(plain)) ? "own" : weighName(name);
  };
}

/** `awsSecretKey`, `AWS_SECRET_KEY` and `--aws-secret-key` are all `aws_secret_key`. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_(?!auth)|_$/gi, "")
    .toLowerCase();
}
