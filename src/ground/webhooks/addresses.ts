import { BlockList, isIP } from "node:net";

/**
 * Networks that are not the public internet, by the special-purpose registries of IANA (RFC 6890 and its updates), as
 * [network, prefix length]. Those that embed an IPv4 address in IPv6 are refused whole: nobody needs them here.
 */
const SPECIAL_4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Of IPv6 only the global unicast block counts as public, less these. */
const GLOBAL_6: readonly [string, number] = ["2000::", 3];
const SPECIAL_6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const special = new BlockList();
for (const [network, prefix] of SPECIAL_4) special.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of SPECIAL_6) special.addSubnet(network, prefix, "ipv6");
const global6 = new BlockList();
global6.addSubnet(...GLOBAL_6, "ipv6");

/** Whether a literal IP address belongs to the public internet: not to this machine, a private or a reserved network. */
export function isPublicAddress(address: string): boolean {
  const plain = address.split("%", 1)[0] as string;
  const kind = isIP(plain);
  if (kind === 4) return !special.check(plain, "ipv4");
  return kind === 6 && global6.check(plain, "ipv6") && !special.check(plain, "ipv6");
}
