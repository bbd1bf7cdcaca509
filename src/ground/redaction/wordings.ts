import type { Spans } from "./spans.ts";
import { isReference, isSecretValue } from "./values.ts";

const TEXT = `(["'])([^"'\\n]{3,400})`;
/** Ways to give a secret that have no name for it, the secret in the last group. */
const WORDINGS: readonly RegExp[] = [
  // A user and a password: `login("me", "x")`, `SetBasicAuth("me", "x")`.
  new RegExp(
    `(?:login|authenticate|sign_?in|basic_?auth|digest_?auth)\\(\\s{0,10}["'][^"'\\n]{1,100}["']\\s{0,3},\\s{0,10}${TEXT}\\1\\s{0,10}[,)]`,
    "gi",
  ),
  // A host, a user and a password: `connect("h", "me", "x")`, `getConnection(url, "me", "x")`.
  new RegExp(
    `(?:connect|connection)\\(\\s{0,10}[^,()\\n]{1,200},\\s{0,10}["'][^"'\\n]{1,100}["']\\s{0,3},\\s{0,10}${TEXT}\\1\\s{0,10}[,)]`,
    "gi",
  ),
  new RegExp(
    `(?:jwt|jws|JWT)\\.(?:encode|decode|sign|verify)\\([^,()\\n]{1,100},\\s{0,10}[bf]?${TEXT}\\1`,
    "g",
  ),
  new RegExp(
    `(?:(?:Fernet|hmac\\.new)\\(|(?:createHmac|createCipheriv)\\([^,()\\n]{1,60},\\s{0,10})b?${TEXT}\\1`,
    "g",
  ),
  // SQL.
  new RegExp(`\\b(?:PASSWORD|IDENTIFIED\\s{1,10}BY|SECRET)\\s{1,10}${TEXT}\\1`, "gi"),
  // .netrc, wherever it is written from.
  /\bmachine\s{1,10}\S{1,200}\s{1,10}login\s{1,10}\S{1,200}\s{1,10}password\s{1,10}([^\s"'\\]{1,400})/g,
  /\b(?:jdbc:)?oracle:\w{1,10}:[^\s/"'@]{1,100}\/([^\s@"']{1,200})@/g,
  /ConvertTo-SecureString\s{1,10}(?:-String\s{1,10})?(["'])([^"'\n]{1,400})\1/gi,
  // `echo 'user:x' | chpasswd` is a program's; this is what a user is told.
  /\b(?:password|passphrase|passcode|api[ -]key|secret|token)\s{1,3}(?:is|was|=|set to)\s{1,3}(["'`]?)([^\s"'`]{5,200})\1/gi,
];
const SECRET_KIND = /^[+\- ]?\s{0,40}["']?kind["']?:\s{0,4}["']?Secret\b/m;
const DATA =
  /^([+\- ]?[ \t]{0,40})(?:data|stringData):[ \t]{0,10}\r?\n((?:[+\- ]?[ \t]{1,60}[^\n]{0,8000}\n?){1,200})/gm;
const ENTRY =
  /^[+\- ]?[ \t]{1,60}([\w.-]{1,200}):[ \t]{1,10}(["']?)([^\s"'|>][^\n"']{0,7000}?)\2[ \t]{0,10}\r?$/gm;

/** Finds secrets that are told by the words around them, where no name and no form tells them. */
export function findWordings(text: string, spans: Spans): void {
  for (const wording of WORDINGS)
    for (const hit of text.matchAll(wording)) {
      const value = (hit.at(-1) as string).replace(/[.,;]$/, "");
      const start = hit.index + hit[0].lastIndexOf(value);
      const isProse = / (is|was|=|set to) /.test(hit[0]);
      if (isReference(value) || !isSecretValue("sure", value, isProse ? "bare" : "quoted"))
        continue;
      spans.add(text, start, start + value.length);
    }
  if (SECRET_KIND.test(text)) findSecretData(text, spans);
}

/** All that a Secret of Kubernetes holds. */
function findSecretData(text: string, spans: Spans): void {
  for (const { index, 0: all, 2: block = "" } of text.matchAll(DATA)) {
    const start = index + all.length - block.length;
    for (const { index: at, 0: line, 1: name = "", 3: value = "" } of block.matchAll(ENTRY)) {
      if (isReference(value)) continue;
      const from = start + at + line.indexOf(value, line.indexOf(`${name}:`) + name.length + 1);
      spans.add(text, from, from + value.length);
    }
  }
}
