import { describe, expect, test } from "vitest";
import { isPublicAddress, targetProblem } from "./index.ts";

const CLOSED = { schemes: ["https"], privateAddresses: false };

describe("a target", () => {
  test.each([
    ["", "Webhook URL cannot be empty or just whitespace"],
    ["   ", "Webhook URL cannot be empty or just whitespace"],
    ["ftp://example.com", "Invalid webhook URL scheme"],
    ["http://example.com", "Invalid webhook URL scheme"],
    ["file:///etc/passwd", "Invalid webhook URL scheme"],
    ["http://[invalid", "Invalid webhook URL"],
    ["https://ada:word@example.com", "a name and a password"],
    ["https://example.com\\@127.0.0.1/", "can't be read"],
    ["https://exa mple.com", "Invalid webhook URL"],
    ["https://localhost", "private network"],
    ["https://localhost./x", "private network"],
    ["https://api.localhost", "private network"],
    ["https://metadata.google.internal/", "private network"],
    ["https://127.0.0.1", "private network"],
    ["https://127.1", "private network"],
    ["https://2130706433", "private network"],
    ["https://0x7f.0.0.1", "private network"],
    ["https://0177.0.0.1", "private network"],
    ["https://0.0.0.0", "private network"],
    ["https://10.1.2.3", "private network"],
    ["https://100.64.0.1", "private network"],
    ["https://169.254.169.254/latest/meta-data", "private network"],
    ["https://172.31.0.1", "private network"],
    ["https://192.168.1.1", "private network"],
    ["https://[::1]", "private network"],
    ["https://[::]", "private network"],
    ["https://[::ffff:127.0.0.1]", "private network"],
    ["https://[::ffff:a00:1]", "private network"],
    ["https://[fd00::1]", "private network"],
    ["https://[fe80::1]", "private network"],
    ["https://[64:ff9b::7f00:1]", "private network"],
    ["https://[2002:7f00:1::]", "private network"],
    ["https://[2001:0:7f00:1::]", "private network"],
    ["https://①②⑦.0.0.1", "private network"],
    [`https://example.com/${"x".repeat(2050)}`, "longer than"],
  ])("%s is refused", (text, problem) => {
    expect(targetProblem(text, CLOSED)).toContain(problem);
  });

  test.each([
    "https://example.com/webhook?x=1",
    "https://hooks.example.com:8443/a/b",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
  ])("%s is taken", (text) => {
    expect(targetProblem(text, CLOSED)).toBeUndefined();
  });

  test("an address is public or not, also with a zone, and what is no address is not", () => {
    expect(
      ["1.1.1.1", "fe80::1%eth0", "example.com", "", "240.0.0.1"].map(isPublicAddress),
    ).toEqual([true, false, false, false, false]);
  });
});

/** The first and last address of each special network, between those of the public internet right before and after. */
test.each([
  ["0.0.0.0", "0.255.255.255", undefined, "1.0.0.0"],
  ["10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
  ["100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
  ["127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
  ["169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
  ["172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
  ["192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"],
  ["192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"],
  ["192.31.196.0", "192.31.196.255", "192.31.195.255", "192.31.197.0"],
  ["192.52.193.0", "192.52.193.255", "192.52.192.255", "192.52.194.0"],
  ["192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"],
  ["192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
  ["192.175.48.0", "192.175.48.255", "192.175.47.255", "192.175.49.0"],
  ["198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"],
  ["198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"],
  ["203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"],
  ["224.0.0.0", "255.255.255.255", "223.255.255.255", undefined],
  ["2001::", "2001:1ff:ffff::ffff", "2000:ffff::1", "2001:200::"],
  ["2001:db8::", "2001:db8:ffff::ffff", "2001:db7:ffff::1", "2001:db9::"],
  ["2002::", "2002:ffff::ffff", "2001:ffff::1", "2003::"],
  ["3fff::", "3fff:fff::ffff", "3ffe:ffff::1", "3fff:1000::"],
  ["4000::", "ffff::", "3fff:ffff::1", undefined],
  ["::", "1fff:ffff::ffff", undefined, "2000::"],
])("from %s to %s nothing is public, and what lies beside it is", (from, to, before, after) => {
  expect([from, to].map(isPublicAddress)).toEqual([false, false]);
  for (const beside of [before, after])
    if (beside !== undefined) expect([beside, isPublicAddress(beside)]).toEqual([beside, true]);
});

test("a target is refused with the words that MLflow's clients expect", () => {
  const open = { schemes: ["http", "https", "ftp"], privateAddresses: true };
  const hidden = (host: string) =>
    `Invalid webhook URL: ${host} is an address of this machine or of a private network`;
  for (const [url, problem] of [
    [" \n", "Webhook URL cannot be empty or just whitespace"],
    [`https://a.example/${"x".repeat(2031)}`, "Invalid webhook URL: longer than 2048 characters"],
    ["https://a b/", "Invalid webhook URL: it can't be read"],
    ["https://a.example/\tb", "Invalid webhook URL: it can't be read"],
    ["https://a.example/ b", "Invalid webhook URL: it can't be read"],
    ["https://a.example\\b", "Invalid webhook URL: it can't be read"],
    ["http://a.example", "Invalid webhook URL scheme: http; allowed is https"],
    ["https://me@a.example", "Invalid webhook URL: a name and a password can't stand in it"],
    ["https://:word@a.example", "Invalid webhook URL: a name and a password can't stand in it"],
    ["https://[::1]:8/", hidden("::1")],
    ["https://LOCALHOST./", hidden("localhost")],
    ["https://a.local", hidden("a.local")],
    ["https://a.localdomain", hidden("a.localdomain")],
    ["https://internal", hidden("internal")],
  ] as const)
    expect([url, targetProblem(url, CLOSED)]).toEqual([url, problem]);
  for (const url of [
    `https://a.example/${"x".repeat(2030)}`,
    "https://notlocal/",
    "https://local.example",
  ])
    expect([url, targetProblem(url, CLOSED)]).toEqual([url, undefined]);
  for (const url of ["http://localhost", "https://10.0.0.1"])
    expect(targetProblem(url, open)).toBeUndefined();
  expect(targetProblem("ftp://a.example", open)).toBe(
    "Invalid webhook URL scheme: ftp; allowed is http, https, ftp",
  );
});
