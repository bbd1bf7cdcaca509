import type { WeighName } from "./names.ts";
import { isReference, isSecretValue, looksRandom } from "./values.ts";

/** A word of a command line, and where it stands in the text that it was read from. */
export type Word = { readonly text: string; readonly start: number; readonly end: number };

/** What is told of a program: the ways in which a secret is given to it that its names don't tell. */
type Facts = {
  /** Flags whose value is a secret, in the next word or after `=`. */
  readonly flags?: readonly string[];
  /** Short flags that may be joined to it: `-pX`. */
  readonly joined?: readonly string[];
  /** Flags of a user and a password, and what stands between the two. */
  readonly users?: readonly string[];
  readonly between?: string;
  /** The facts hold after one of these words alone: `docker login`. */
  readonly only?: RegExp;
  /** Words after `only` that are secrets, counted from 1; flags are not counted. */
  readonly words?: readonly number[];
  /** A word that is the name of a secret is followed by its value: `git config x.token X`. */
  readonly named?: boolean;
};

const MYSQL: Facts = { joined: ["-p"] };
const MONGO: Facts = { flags: ["-p"], joined: ["-p"] };
const LOGIN: Facts = { flags: ["-p"], joined: ["-p"], only: /^login$/ };
const LDAP: Facts = { flags: ["-w"], joined: ["-w"] };
const MQTT: Facts = { flags: ["-P", "--pw"] };
const ZIP: Facts = { flags: ["-P"], joined: ["-P"] };
const ZIP7: Facts = { joined: ["-p", "-hp"] };
const HTTPIE: Facts = { users: ["-a", "--auth"], joined: ["-a"] };
const NAMED: Facts = { named: true, only: /^(config|configure|set|modify|remote|login)$/ };
const ORACLE: Facts = { between: "/", words: [1] };

const PROGRAMS: Readonly<Record<string, readonly Facts[]>> = {
  curl: [
    { users: ["-u", "-U", "--user", "--proxy-user"], joined: ["-u", "-U"] },
    { flags: ["--pass", "--oauth2-bearer", "--proxy-pass", "--tlspassword"] },
  ],
  http: [HTTPIE],
  https: [HTTPIE],
  xh: [HTTPIE],
  mysql: [MYSQL],
  mysqldump: [MYSQL],
  mysqladmin: [MYSQL],
  mysqlimport: [MYSQL],
  mysqlsh: [MYSQL],
  mariadb: [MYSQL],
  "mariadb-dump": [MYSQL],
  "mariadb-admin": [MYSQL],
  sshpass: [{ flags: ["-p"], joined: ["-p"] }],
  "redis-cli": [{ flags: ["-a", "--pass"] }],
  "redis-benchmark": [{ flags: ["-a"] }],
  "redis-server": [{ flags: ["--requirepass", "--masterauth"] }],
  mongo: [MONGO],
  mongosh: [MONGO],
  mongodump: [MONGO],
  mongorestore: [MONGO],
  mongoexport: [MONGO],
  mongoimport: [MONGO],
  ldapsearch: [LDAP],
  ldapadd: [LDAP],
  ldapmodify: [LDAP],
  ldapwhoami: [LDAP],
  ldappasswd: [LDAP, { flags: ["-s", "-a"] }],
  docker: [LOGIN],
  podman: [LOGIN],
  nerdctl: [LOGIN],
  buildah: [LOGIN],
  skopeo: [LOGIN, { users: ["--creds", "--src-creds", "--dest-creds"] }],
  helm: [LOGIN],
  oras: [LOGIN],
  crane: [LOGIN],
  az: [LOGIN],
  oc: [LOGIN],
  cf: [LOGIN, { flags: ["-p"], only: /^auth$/, words: [2] }],
  argocd: [LOGIN],
  twine: [{ flags: ["-p"] }],
  mosquitto_pub: [MQTT],
  mosquitto_sub: [MQTT],
  sqlcmd: [{ flags: ["-P"], joined: ["-P"] }],
  bcp: [{ flags: ["-P"], joined: ["-P"] }],
  tsql: [{ flags: ["-P"] }],
  cqlsh: [{ flags: ["-p"] }],
  "cypher-shell": [{ flags: ["-p"] }],
  zip: [ZIP],
  unzip: [ZIP],
  "7z": [ZIP7],
  "7za": [ZIP7],
  rar: [ZIP7],
  unrar: [ZIP7],
  openssl: [{ flags: ["-passin", "-passout", "-pass", "-k"] }],
  smbclient: [{ users: ["-U", "--user"], joined: ["-U"], between: "%" }],
  rpcclient: [{ users: ["-U"], between: "%" }],
  lftp: [{ users: ["-u", "--user"], between: "," }],
  ncftpput: [{ flags: ["-p"] }],
  etcdctl: [{ users: ["--user", "-u"] }],
  htpasswd: [{ only: /^-[a-zA-Z]*b[a-zA-Z]*$/, words: [-1] }],
  rabbitmqctl: [{ only: /^(add_user|change_password|authenticate_user)$/, words: [2] }],
  rabbitmqadmin: [{ flags: ["-p"] }],
  influx: [{ flags: ["-t", "-p"] }],
  ipmitool: [{ flags: ["-P"] }],
  wandb: [{ only: /^login$/, words: [1] }, { flags: ["--key"] }],
  papermill: [{ named: true, only: /^-[pr]$/ }],
  beeline: [{ flags: ["-p"] }],
  "couchbase-cli": [{ flags: ["-p"] }],
  mycli: [MYSQL],
  swaks: [{ flags: ["-ap"] }],
  bw: [
    { only: /^login$/, words: [2] },
    { only: /^unlock$/, words: [1] },
  ],
  ngrok: [{ only: /^(authtoken|add-authtoken)$/, words: [1] }],
  "neo4j-admin": [{ only: /^set-initial-password$/, words: [1] }],
  vault: [{ only: /^login$/, words: [1] }],
  comet: [{ only: /^login$/, words: [1] }],
  npx: [],
  mc: [{ only: /^(set|add)$/, words: [3, 4] }],
  rclone: [{ only: /^obscure$/, words: [1] }, NAMED, { named: true, only: /^(create|update)$/ }],
  poetry: [
    { flags: ["-p"], only: /^publish$/ },
    { only: /^http-basic\..+/, words: [2] },
    { only: /^pypi-token\..+/, words: [1] },
    NAMED,
  ],
  composer: [{ only: /^http-basic\..+/, words: [2] }, NAMED],
  bundle: [{ only: /^config$/, between: ":", words: [2, 3] }],
  wpa_passphrase: [{ words: [2] }],
  sqlplus: [ORACLE],
  expdp: [ORACLE],
  impdp: [ORACLE],
  sqlldr: [ORACLE],
  rcon: [{ flags: ["-p"] }],
  gh: [{ flags: ["-b", "--body"], only: /^secret$/ }],
  doctl: [{ flags: ["-t", "--access-token"] }],
  prefect: [{ flags: ["-k", "--key"], only: /^login$/ }],
  airflow: [{ flags: ["-p"], only: /^users$/ }],
  xfreerdp: [{ joined: ["/p:"] }],
  rdesktop: [{ flags: ["-p"] }],
  snmpget: [{ flags: ["-A", "-X"] }],
  snmpwalk: [{ flags: ["-A", "-X"] }],
  net: [{ only: /^\/user:.+/, words: [1] }],
  dvc: [NAMED],
  git: [NAMED],
  aws: [NAMED],
  npm: [NAMED],
  yarn: [NAMED],
  pnpm: [NAMED],
  gcloud: [NAMED],
  mlflow: [],
  conda: [NAMED],
  pip: [NAMED],
  nmcli: [{ named: true }],
  security: [{ flags: ["-w"], only: /^add-(generic|internet)-password$/ }],
  secret_tool: [],
};
/** Any of them, cheaply. */
export const PROGRAM = new RegExp(
  `(?<![\\w.-])(?:${Object.keys(PROGRAMS)
    .map((name) => name.replace(/[.-]/g, "\\$&"))
    .join("|")}|echo|printf|chpasswd|kubectl|user_?add|usermod)(?![\\w.])`,
  "g",
);
const ENDS = /^[|;&`]+$/;
const READS_SECRET =
  /^(--password-stdin|--with-token|--token-stdin|--stdin|-S|chpasswd|passwd|login)$/;

/** Where a secret stands in a word. */
export type Part = { readonly word: Word; readonly from: number; readonly to: number };

/** The secrets of a command line that are told by the program that they are given to. */
export function findByProgram(words: readonly Word[], weigh: WeighName): readonly Part[] {
  const parts: Part[] = [...echoed(words), ...literals(words)];
  let program: readonly Facts[] = [];
  let begun = 0;
  for (const [at, word] of words.entries()) {
    const name =
      word.text
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/\.exe$/, "") ?? "";
    if (ENDS.test(word.text)) program = [];
    else if (Object.hasOwn(PROGRAMS, name)) {
      program = PROGRAMS[name] as readonly Facts[];
      begun = at;
    } else for (const facts of program) parts.push(...partsOf(facts, words, { at, begun }, weigh));
  }
  return parts;
}

function partsOf(
  facts: Facts,
  words: readonly Word[],
  { at, begun }: { readonly at: number; readonly begun: number },
  weigh: WeighName,
): readonly Part[] {
  const seen = facts.only === undefined ? begun : lastSeen(words, begun, at, facts.only);
  if (seen === -1) return [];
  const word = words[at] as Word;
  const next = words[at + 1];
  if (facts.named === true) {
    const weight = weigh(word.text);
    const isValue =
      next !== undefined && weight !== undefined && !/^-/.test(word.text) && seen < at;
    return isValue && isSecretValue(weight, next.text, "argument") ? whole(next) : [];
  }
  for (const flag of [...(facts.users ?? []), ...(facts.flags ?? []), ...(facts.joined ?? [])]) {
    const isUser = facts.users?.includes(flag) === true;
    const take = (one: Word | undefined, from: number): readonly Part[] => {
      if (one === undefined) return [];
      return isUser ? behind(one, from, facts.between ?? ":") : plain(one, from);
    };
    if (word.text.startsWith(`${flag}=`)) return take(word, flag.length + 1);
    if (word.text === flag && (isUser || facts.flags?.includes(flag) === true))
      return next !== undefined && !/^-[A-Za-z]{0,2}$|^--\w/.test(next.text) ? take(next, 0) : [];
    if (
      facts.joined?.includes(flag) === true &&
      word.text.startsWith(flag) &&
      word.text !== flag &&
      !word.text.startsWith("--")
    )
      return take(word, flag.length);
  }
  const counted = positions(words, seen, at);
  if (facts.words === undefined || word.text.startsWith("-")) return [];
  const isLast =
    facts.words.includes(-1) && (next === undefined || ENDS.test(next.text)) && counted > 1;
  if (!isLast && !facts.words.includes(counted)) return [];
  return facts.between === undefined ? plain(word, 0) : behind(word, 0, facts.between);
}

/** The last place before `at` of a word that fits; -1 where none does. */
function lastSeen(words: readonly Word[], begun: number, at: number, rule: RegExp): number {
  for (let one = at - 1; one > begun; one -= 1)
    if (rule.test((words[one] as Word).text)) return one;
  return -1;
}

/** The how manieth word after `from` that is no flag one is. */
function positions(words: readonly Word[], from: number, at: number): number {
  let count = 0;
  for (let one = from + 1; one <= at; one += 1)
    if (!/^-/.test((words[one] as Word).text)) count += 1;
  return count;
}

function whole(word: Word): readonly Part[] {
  return [{ word, from: 0, to: word.text.length }];
}

/** `pass:X` and `env:NAME` are openssl's. A port is none. */
function plain(word: Word, given: number): readonly Part[] {
  const quoted = given + (/^["']/.test(word.text.slice(given)) ? 1 : 0);
  const from = word.text.startsWith("pass:", quoted) ? quoted + 5 : quoted;
  const value = word.text.slice(from);
  if (value === "" || isReference(value) || /^(env|file|fd|stdin)(:|$)/.test(value)) return [];
  if (/^\d{1,5}(:\d{1,5})?$/.test(value) && from === 0) return [];
  return [{ word, from, to: word.text.length }];
}

/** The password of `user:password`. */
function behind(word: Word, given: number, sign: string): readonly Part[] {
  const at = word.text.indexOf(sign, given);
  if (at === -1) return looksRandom(word.text.slice(given)) ? plain(word, given) : [];
  const host = sign === "/" ? word.text.indexOf("@", at) : -1;
  const to = host === -1 ? word.text.length : host;
  const password = word.text.slice(at + sign.length, to);
  if (password === "" || isReference(password)) return [];
  return [{ word, from: at + sign.length, to }];
}

/** `echo X | docker login --password-stdin`, `docker login --password-stdin <<< X`, `echo user:X | chpasswd`. */
function echoed(words: readonly Word[]): readonly Part[] {
  const parts: Part[] = [];
  for (const [at, word] of words.entries()) {
    if (word.text === "<<<") {
      const reads = words.slice(Math.max(0, at - 8), at).find((one) => READS_SECRET.test(one.text));
      const next = words[at + 1];
      if (reads !== undefined && next !== undefined) parts.push(...told(next, reads.text));
    }
    if (word.text !== "echo" && word.text !== "printf") continue;
    const pipe = words.findIndex((one, place) => place > at && ENDS.test(one.text));
    if (pipe === -1 || words[pipe]?.text !== "|") continue;
    const rest = words.slice(pipe + 1, pipe + 14);
    const end = rest.findIndex((one) => /^(;|&&|\|\|)$/.test(one.text));
    const reads = (end === -1 ? rest : rest.slice(0, end)).find((one) =>
      READS_SECRET.test(one.text),
    );
    const isEncoded = rest[0]?.text === "base64";
    for (const said of words.slice(at + 1, pipe)) {
      if (/^-[neE]+$|^%s/.test(said.text)) continue;
      if (reads !== undefined) parts.push(...told(said, reads.text));
      else if (isEncoded && said.text.includes(":")) parts.push(...behind(said, 0, ":"));
    }
  }
  return parts;
}

function told(word: Word, reader: string): readonly Part[] {
  return reader === "chpasswd" && word.text.includes(":") ? behind(word, 0, ":") : plain(word, 0);
}

/** All that `kubectl create secret` is told. */
function literals(words: readonly Word[]): readonly Part[] {
  return words.flatMap((word, at) => {
    const isBefore = words[at - 1]?.text === "--from-literal";
    const found = /^(?:--from-literal=)?[\w.-]+=(?=.)/.exec(word.text)?.[0];
    if (found === undefined || !(isBefore || word.text.startsWith("--from-literal="))) return [];
    const name = found.replace(/^--from-literal=|=$/g, "");
    return /^(user|username|host|port|database|url|name|email|region)$/i.test(name)
      ? []
      : plain(word, found.length);
  });
}

const SHELL_WORD =
  /(?:[^\s"'`\\,;|&()[\]<>{}]|\\[^\n]|[,{}](?=[^\s"'\]),]))+=?(?:"(?:[^"\\\n]|\\.){0,4000}"|'[^'\n]{0,4000}')?|"(?:[^"\\\n]|\\.){0,4000}"|'[^'\n]{0,4000}'|<<<|`|[|;&]{1,2}/g;

/** The words of a piece of a script or of a list of arguments in code, without their quotes. */
export function shellWords(text: string, start: number): readonly Word[] {
  // Escaped quotes, as JSON has them, are quotes; the places stay.
  const plainText = text.replaceAll('\\"', ' "').replaceAll("\\'", " '").replaceAll("\\n", " ;");
  return [...plainText.matchAll(SHELL_WORD)].map(({ index, 0: all }) => {
    const isQuoted = /^(["']).*\1$/s.test(all) && all.length > 1;
    const from = isQuoted ? index + 1 : index;
    const end = index + all.length - (isQuoted ? 1 : 0);
    const to = text[end - 1] === "\\" ? end - 1 : end;
    return {
      text: text.slice(from, to).replace(/^["']|["']$/g, ""),
      start: start + from,
      end: start + to,
    };
  });
}
