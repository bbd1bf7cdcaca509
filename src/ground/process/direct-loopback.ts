import type { Environment } from "#ground/environment";

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];
const PROXIES = ["http_proxy", "https_proxy", "all_proxy"];

/**
 * `no_proxy`, in both spellings, with this machine's own addresses in it, where the environment names a proxy: none can reach
 * what listens here. Empty where there is no proxy, or none is used for anything.
 */
export function directLoopback(env: Environment): Readonly<Record<string, string>> {
  const named = PROXIES.some((name) => env[name] || env[name.toUpperCase()]);
  const given = (env["no_proxy"] || env["NO_PROXY"] || "").split(",").map((one) => one.trim());
  if (!named || given.includes("*")) return {};
  const known = given.filter((one) => one !== "");
  const all = [...known, ...LOOPBACK.filter((one) => !known.includes(one))].join(",");
  return { no_proxy: all, NO_PROXY: all };
}
