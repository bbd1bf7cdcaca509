import type { WeighName } from "./names.ts";
import type { Spans } from "./spans.ts";
import { isReference, isSecretValue, looksRandom } from "./values.ts";

/** The part of a URL that says who asks: `https://user:password@host`, `https://token@host`. */
const USERINFO =
  /(?<![a-z0-9])([a-z][a-z0-9+.-]{0,30}:\/\/)((?:\$\{[^}\s]{1,80}\}|[^\s/?#"'<>`\\])*)@/gi;
/** `user:password@tcp(host)`, `user:password@host.domain`, as programs take it without a scheme. */
const BARE_USERINFO =
  /(?<![\w./:@-])([A-Za-z][\w.+-]{0,63}):([^\s"'@/:`\\]{3,200})@(?=(?:tcp|unix)\(|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,18}\b|localhost\b|[\w-]{1,63}:\d{2,5}\b|\d{1,3}(?:\.\d{1,3}){3}\b)/gi;
const NO_USERS = /^(mailto|sip|xmpp|acct|npm|workspace|github|image|docker|name|git|ssh|tag)$/i;
const QUERY = /[?&;](?:amp;)?([\w.\-[\]%]{1,80})=([^&;\s"'<>#`\\)]{1,1000})/g;
/** Names of parameters whose value lets in whoever has the address. */
const SIGNED =
  /^(sig|signature|x-(amz|goog|oss|obs|cos|tos)-(signature|security-token)|amz-signature|hmac|hash|ticket|assertion|auth_key|hdnts|token|key-pair-sig|policy_sig|st|se_sig|upload_?key|appid|jwt|sign|security-token)$/i;
/** Of these only what looks random. */
const PERHAPS =
  /^(key|code|state|sid|k|t|s|access|session|sessionid|id_token|nonce|secret|auth|pass|pwd|pw)$/i;

/** Finds the passwords and tokens of addresses: before the host, and among the parameters. */
export function findInUrls(text: string, weigh: WeighName, spans: Spans): void {
  if (text.includes("@")) {
    for (const { index, 1: scheme = "", 2: user = "" } of text.matchAll(USERINFO))
      takeUserinfo(text, index + scheme.length, user, spans);
    for (const { index, 1: user = "", 2: password = "" } of text.matchAll(BARE_USERINFO)) {
      const isPassword =
        !NO_USERS.test(user) && !isReference(password) && /[\d\W_A-Z]/.test(password);
      const start = index + user.length + 1;
      if (isPassword) spans.add(text, start, start + password.length);
    }
  }
  for (const { index, 0: all, 1: name = "", 2: value = "" } of text.matchAll(QUERY)) {
    if (!isParameter(name, value, weigh)) continue;
    spans.add(text, index + all.length - value.length, index + all.length);
  }
}

function isParameter(name: string, value: string, weigh: WeighName): boolean {
  if (isReference(value)) return false;
  if (SIGNED.test(name)) return value.length >= 8 || looksRandom(value);
  if (PERHAPS.test(name) && (looksRandom(value) || /^[0-9a-f]{10,128}$/i.test(value))) return true;
  const weight = weigh(name);
  return weight !== undefined && isSecretValue(weight, value, "argument");
}

function takeUserinfo(text: string, start: number, userinfo: string, spans: Spans): void {
  const colon = userinfo.indexOf(":");
  const user = colon === -1 ? userinfo : userinfo.slice(0, colon);
  const password = colon === -1 ? "" : userinfo.slice(colon + 1);
  if (password !== "" && !isReference(password) && !/^(x-oauth-basic|x)$/.test(password))
    spans.add(text, start + colon + 1, start + userinfo.length);
  const isToken = password === "" || /^(x-oauth-basic|x)$/.test(password);
  if (isToken && !isReference(user) && (looksRandom(user) || /^[0-9a-f]{20,}$/i.test(user)))
    spans.add(text, start, start + user.length);
}
