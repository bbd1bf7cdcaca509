import type { Spans } from "./spans.ts";

/**
 * Beginnings and forms by which the keys of well-known services are told, as the rules of gitleaks, trufflehog and
 * detect-secrets and the services' own pages give them.
 */
const FORMS: readonly string[] = [
  // Forges and registries of packages and images.
  "gh[pousr]_[A-Za-z0-9]{20,255}",
  "github_pat_\\w{20,255}",
  "gl(?:pat|ptt|dt|rt|soat|cbt|ft|imt|agent|oas|ffct)-[\\w.-]{16,320}",
  "GR1348941[\\w-]{20}",
  "AT[ABC](?:TT|BB)[A-Za-z0-9_=-]{20,255}",
  "npm_[A-Za-z0-9]{30,60}",
  "pypi-[\\w-]{30,1000}",
  "rubygems_[a-f0-9]{48}",
  "oy2[a-z0-9]{43}",
  "dckr_[po]at_[\\w-]{20,60}",
  "AKCp[A-Za-z0-9]{69}",
  "cmVmd[A-Za-z0-9]{59}",
  "CLOJARS_[a-z0-9]{60}",
  "sq[pua]_[0-9a-f]{40}",
  "sgp_[a-fA-F0-9_]{40,70}",
  "CCIPAT_\\w{20,80}",
  "bkua_[a-z0-9]{40}",
  // Clouds.
  "(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
  "ABSK[A-Za-z0-9+/]{60,280}={0,2}",
  "AIza[\\w-]{30,60}",
  "ya29\\.[\\w-]{20,500}",
  "1\\/\\/0[\\w-]{30,150}",
  "GOCSPX-[\\w-]{20,40}",
  "LTAI[A-Za-z0-9]{16,24}",
  "AKID[A-Za-z0-9]{28,36}",
  "do[opr]_v1_[a-f0-9]{64}",
  "hvs\\.[\\w-]{20,200}",
  "hvb\\.[\\w-]{20,400}",
  "[a-zA-Z0-9]{14}\\.atlasv1\\.[\\w=-]{50,80}",
  "HRKU-[\\w-]{30,70}",
  "pul-[a-f0-9]{40}",
  "tskey-[a-z]{2,10}-[\\w-]{10,80}",
  "fo1_[\\w-]{43}",
  "fm[12][ar]?_[A-Za-z0-9+/]{60,1000}={0,3}",
  "dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{30,80}",
  "dt0c01\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{64}",
  "sha256~[\\w-]{43}",
  "v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}",
  "(?:nfp|vc[pkiar])_[A-Za-z0-9]{24,60}",
  "sb(?:p|_secret)_[A-Za-z0-9_]{20,80}",
  "pscale_(?:tkn|oauth|pw)_[\\w=.-]{30,64}",
  "AQVN[\\w-]{35,40}",
  "y0_[\\w-]{50,70}",
  "AGE-SECRET-KEY-1[0-9A-Z]{40,70}",
  "ops_eyJ[A-Za-z0-9+/=_-]{50,2000}",
  "A3-[A-Z0-9]{6}-[A-Z0-9-]{20,40}",
  // Models and experiments.
  "sk-(?:proj|ant|svcacct|admin|or|lf|None)-[\\w-]{16,255}",
  "sk-[A-Za-z0-9]{20,255}",
  "hf_[A-Za-z0-9]{20,255}",
  "api_org_[A-Za-z]{34}",
  "gsk_[A-Za-z0-9]{20,80}",
  "xai-[A-Za-z0-9]{40,100}",
  "pplx-[A-Za-z0-9]{30,80}",
  "r8_[A-Za-z0-9]{30,50}",
  "lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
  "pcsk_\\w{30,100}",
  "wandb_v1_\\w{20,120}",
  "KGAT_[a-z0-9]{20,60}",
  "esecret_[A-Za-z0-9]{20,60}",
  "fw_[A-Za-z0-9]{22,40}",
  "nvapi-[\\w-]{40,100}",
  "dapi[0-9a-f]{32}(?:-\\d)?",
  "tvly-[\\w-]{20,60}",
  "jina_[A-Za-z0-9]{40,80}",
  "pn[ub]_[A-Za-z0-9]{30,50}",
  // Messages, money, watching.
  "xox[abeoprs]-[\\w-]{10,255}",
  "xoxe\\.xox[bp]-\\d-[A-Z0-9]{100,200}",
  "xapp-\\d-[A-Za-z0-9-]{20,200}",
  "\\d{8,10}:AA[\\w-]{30,40}",
  "SG\\.[\\w-]{16,32}\\.[\\w-]{30,64}",
  "SK[0-9a-f]{32}",
  "key-[0-9a-f]{32}",
  "[0-9a-f]{32}-us\\d{1,2}",
  "xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}",
  "(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,120}",
  "whsec_[A-Za-z0-9+/=]{20,80}",
  "sq0(?:atp|csp)-[\\w-]{22,60}",
  "EAAA[\\w-]{56,64}",
  "EAA[A-Z][A-Za-z0-9]{80,300}",
  "rzp_(?:live|test)_[A-Za-z0-9]{14}",
  "access-(?:sandbox|production|development)-[0-9a-f-]{36}",
  "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
  "shippo_(?:live|test)_[a-fA-F0-9]{40}",
  "EZ[AT]K[A-Za-z0-9]{54}",
  "gl(?:sa|c)_[A-Za-z0-9+/_]{32,400}={0,3}",
  "eyJrIjoi[A-Za-z0-9]{60,400}={0,3}",
  "sntrys_[A-Za-z0-9+/=_]{40,500}",
  "sntryu_[a-f0-9]{64}",
  "NR(?:AK|JS|II|IQ|RA)-[A-Za-z0-9-]{19,50}",
  "phx_[A-Za-z0-9]{30,60}",
  "PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
  "lin_(?:api|oauth)_[A-Za-z0-9]{32,64}",
  "ntn_[A-Za-z0-9]{40,50}",
  "secret_[A-Za-z0-9]{43}",
  "figd_[\\w-]{40,60}",
  "pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}",
  "sl\\.[\\w-]{60,200}",
  "rdme_[a-z0-9]{70}",
  "API-[A-Z0-9]{26}",
  "FLWSECK(?:_TEST)?-[A-Za-z0-9-]{12,40}",
  "duffel_(?:test|live)_[\\w=-]{43}",
  "fio-u-[\\w=-]{64}",
  "[a-zA-Z0-9_~.]{3}\\dQ~[a-zA-Z0-9_~.-]{31,34}",
  // Of no service alone.
  "eyJ[\\w-]{8,600}\\.[\\w-]{4,6000}\\.[\\w-]{4,2000}",
  "ey[JK][\\w-]{16,600}\\.\\.[\\w-]{10,100}\\.[\\w-]{4,2000}\\.[\\w-]{10,100}",
  "FwoGZXIvYXdz[A-Za-z0-9+/=]{50,2000}",
];
const BY_FORM = new RegExp(`(?<![A-Za-z0-9])(?:${FORMS.join("|")})(?![A-Za-z0-9_])`, "g");
/** Sums of passwords, which can be guessed from them. */
const HASHES =
  /\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|[156]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,86}|argon2(?:id?|d)\$v=\d{1,3}\$[\w=,]{1,40}\$[A-Za-z0-9+/]{4,100}\$[A-Za-z0-9+/]{16,200})|pbkdf2_sha256\$\d{1,8}\$[A-Za-z0-9]{4,40}\$[A-Za-z0-9+/=]{20,60}/g;
/** Addresses that are secrets as a whole: who knows them may write there. The host stays. */
const HOOKS =
  /((?:hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com\/webhookb2|hooks\.zapier\.com\/hooks\/catch|maker\.ifttt\.com\/trigger\/[\w-]{1,60}\/with\/key|chat\.googleapis\.com\/v1\/spaces|open\.feishu\.cn\/open-apis\/bot\/v2\/hook|hooks\.airtable\.com\/workflows)\/)([\w/@:%.-]{8,400})|(api\.telegram\.org\/bot)([\w:-]{8,100})/g;
const PEM =
  /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)([\s\S]*?)(-----END [A-Z0-9 ]{0,40}PRIVATE KEY|$(?![\s\S]))/g;
const SCHEME =
  /\b(Bearer|Basic|Token|ApiKey|Api-Key|GenieKey|Splunk|SSWS|Bot)(\s{1,5}|%20|\+)([A-Za-z0-9._~+/=:-]{6,4096})/gi;

/** Finds what is a secret by its form, whatever stands before it. */
export function findForms(text: string, spans: Spans): void {
  for (const { index, 0: all } of text.matchAll(BY_FORM))
    spans.add(text, index, index + all.length);
  if (text.includes("$"))
    for (const { index, 0: all } of text.matchAll(HASHES))
      spans.add(text, index, index + all.length);
  for (const { index, 0: all, 1: host, 3: bot } of text.matchAll(HOOKS))
    spans.add(text, index + (host ?? bot ?? "").length, index + all.length);
  if (text.includes("PRIVATE KEY")) findPrivateKeys(text, spans);
  for (const { index, 0: all, 1: scheme = "", 3: value = "" } of text.matchAll(SCHEME))
    if (isCredential(scheme.toLowerCase(), value))
      spans.add(text, index + all.length - value.length, index + all.length);
}

/** What stands between the first line of a private key and its last, however its lines are broken. */
function findPrivateKeys(text: string, spans: Spans): void {
  for (const { index, 1: begin = "", 2: body = "" } of text.matchAll(PEM)) {
    const start = index + begin.length;
    // What only names the two lines holds none.
    if (!/[A-Za-z0-9+/=-]{12}/.test(body)) continue;
    const inner = body.replace(/(\\n|[\s\\"'+,-])*$/, "");
    const before = /^(\\r|\\n|[\s\\"'+,]|-(?=\S))*/.exec(inner)?.[0].length ?? 0;
    spans.add(text, start + before, start + inner.length);
  }
}

function isCredential(scheme: string, value: string): boolean {
  if (scheme === "basic") {
    const text = Buffer.from(value, "base64").toString("latin1");
    return (
      /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(text) ||
      (value.length >= 8 && /\d/.test(value) && /[A-Z]/.test(value))
    );
  }
  const isWord = !/\d/.test(value) || /^[a-z]+[-_.]?\d{0,2}$/i.test(value);
  if (scheme === "bearer") return value.length >= 6 && !isWord && !value.includes("://");
  return value.length >= 12 && !isWord && /[A-Za-z]/.test(value) && !/[.:/]\w*$/.test(value);
}
