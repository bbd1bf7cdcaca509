import { type IsSecret, secretNames } from "./names.ts";
import { HIDDEN, redactText } from "./text.ts";

/** Short flags that take a password, of programs that people wrap: joined to it, or before it. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  mysql: ["-p"],
  mysqldump: ["-p"],
  mysqladmin: ["-p"],
  mariadb: ["-p"],
  "mariadb-dump": ["-p"],
  sshpass: ["-p"],
  "redis-cli": ["-a"],
  curl: ["-u", "-U", "--user", "--proxy-user"],
  wget: ["--user"],
  http: ["-a"],
  https: ["-a"],
  mongosh: ["-p"],
  mongo: ["-p"],
  ldapsearch: ["-w"],
};
/** Of these the password stands in the same word alone; `-p` by itself asks for it. */
const JOINED_ONLY = /^(mysql|mariadb)/;
const ASSIGNMENT = /^([-+]{0,2}[A-Za-z_][\w.:/@-]*)=(.*)$/s;
const FLAG = /^--?[A-Za-z][\w.-]*$/;

/**
 * A command line without its secrets, an item an argument as before: values of flags and variables with such names,
 * user and password in URLs, headers, JSON, and keys known by their form. Redacting it again changes nothing.
 */
export function redactCommand(
  words: readonly string[],
  patterns: readonly string[] = [],
): readonly string[] {
  const isSecret = secretNames(patterns);
  const redacted: string[] = [];
  let program: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const name = word.split("/").at(-1) ?? "";
    if (Object.hasOwn(SHORT, name)) program = name;
    const short = program === undefined ? undefined : shortFlag(program, word);
    if (short !== undefined && word !== short) {
      redacted.push(`${short}${short.startsWith("--") ? "=" : ""}${HIDDEN}`);
      continue;
    }
    redacted.push(redactWord(word, isSecret));
    const next = words[at + 1];
    if (next === undefined) continue;
    const takes =
      (short !== undefined && !JOINED_ONLY.test(program as string)) ||
      (FLAG.test(word) && isSecret(word, next));
    if (!takes || isFlag(next)) continue;
    redacted.push(HIDDEN);
    at += 1;
  }
  return redacted;
}

function redactWord(word: string, isSecret: IsSecret): string {
  const assigned = ASSIGNMENT.exec(word);
  if (assigned !== null) {
    const [, name = "", value = ""] = assigned;
    if (isSecret(name, value)) return value === "" ? word : `${name}=${HIDDEN}`;
  }
  return redactText(word, isSecret);
}

/** Whether a word after a flag is another flag. A secret may begin with a dash, but is longer than a short flag. */
function isFlag(word: string): boolean {
  return /^--[A-Za-z]/.test(word) || /^-[A-Za-z]{0,2}$/.test(word);
}

function shortFlag(program: string, word: string): string | undefined {
  return SHORT[program]?.find((flag) =>
    flag.startsWith("--")
      ? word === flag || word.startsWith(`${flag}=`)
      : word.startsWith(flag) && !word.startsWith("--"),
  );
}
