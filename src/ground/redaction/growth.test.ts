import { describe, expect, test } from "vitest";
import { redactCommand, redactPatch, redactText, secretValues } from "./index.ts";

/** Beginnings of what a rule looks for, which never end: each would be worst for a rule that looks back and forth. */
const PIECES = [
  "a",
  "a-",
  "_",
  "A1b2",
  "eyJaaaaaaaa-",
  "--a ",
  '"a',
  "'",
  "a://",
  "a:b@",
  "a=",
  ": ",
  '\\"',
  "key ",
  "key=",
  "key: ",
  "password=",
  'password="',
  "password: '",
  'token":',
  "token, ",
  "--password ",
  "-p",
  "curl -u ",
  "curl ",
  "mysql -p",
  "echo a | ",
  "$",
  "${KEY",
  "${KEY:-",
  "Bearer ",
  "sk-",
  "ghp_",
  "?a=",
  "?sig=",
  "key\n",
  "name: KEY\n",
  "<password>",
  "-----BEGIN RSA PRIVATE KEY-----",
  "auth=(",
  "secret(",
  "secret {",
  "\n",
  "+",
  "a.b.",
  "/",
  "\\",
  "\\n",
  "@",
  "0123456789:",
  "aB3",
  "aB3+/",
  "password password ",
  "set_key(",
  "key]",
  "key,\n",
  "https://a:",
  "ENV KEY ",
  "export KEY=",
  "password = (",
  "password = ( \n",
  "login('a', '",
  "connect(a, 'b', '",
  "machine a login ",
  "kind: Secret\ndata:\n  a: ",
  "  a: b\n",
  "password is ",
  "SECRET '",
  "KEY=0123456789abcdef",
  "-----BEGIN PRIVATE KEY",
  "hooks.slack.com/services/",
];
const KINDS = ["a.sh", "a.yaml", "a.py", "a.txt"];
const SMALL = 20_000;
const TIMES = 8;

const cpuOf = (work: () => void): number => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return user + system;
};
const patchOf = (file: string, text: string) =>
  `diff --git a/${file} b/${file}\n@@ -0,0 +1 @@\n+${text}`;

describe("the work of redaction grows with the text and no faster", () => {
  // A rule that looks back and forth does 64 times the work on eight times the text. What a turn of the machine adds is
  // small beside the least of two.
  test.each(KINDS)("for worst cases in %s", { timeout: 120_000 }, (file) => {
    const worst = PIECES.flatMap((piece) => {
      const of = (length: number): number => {
        const patch = patchOf(file, piece.repeat(length / piece.length));
        return Math.min(...[1, 2].map(() => cpuOf(() => redactPatch(patch))));
      };
      const [small, large] = [of(SMALL), of(SMALL * TIMES)];
      return large > 20 * Math.max(small, 2000)
        ? [`${JSON.stringify(piece)}: ${small} us, ${large} us`]
        : [];
    });
    expect(worst).toEqual([]);
  });

  test("for 5 MB of them all, in a patch, a command and a text", { timeout: 120_000 }, () => {
    const mixed = PIECES.join(" ").repeat(5_000_000 / PIECES.join(" ").length);
    const known = { values: secretValues({ A_TOKEN: "abc123XYZ789", B_TOKEN: "aB3aB3aB3" }) };
    expect(redactPatch(patchOf("a.py", mixed), known).length).toBeGreaterThan(0);
    expect(redactText(mixed, known).length).toBeGreaterThan(0);
    expect(redactCommand([mixed], known)).toHaveLength(1);
  });
});
