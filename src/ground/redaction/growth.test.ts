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
];
const KINDS = ["a.sh", "a.yaml", "a.py", "a.txt"];
const SMALL = 10_000;
const TIMES = 6;

const cpuOf = (work: () => void): number => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return user + system;
};
const patchOf = (file: string, text: string) =>
  `diff --git a/${file} b/${file}\n@@ -0,0 +1 @@\n+${text}`;

describe("the work of redaction grows with the text and no faster", () => {
  // A rule that looks back and forth does 36 times the work on six times the text. What a turn of the machine adds is
  // small beside the least of three.
  test.each(KINDS)("for worst cases in %s", (file) => {
    const worst = PIECES.flatMap((piece) => {
      const of = (length: number): number => {
        const patch = patchOf(file, piece.repeat(length / piece.length));
        return Math.min(...[1, 2, 3].map(() => cpuOf(() => redactPatch(patch))));
      };
      const [small, large] = [of(SMALL), of(SMALL * TIMES)];
      return large > 15 * Math.max(small, 3000)
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
