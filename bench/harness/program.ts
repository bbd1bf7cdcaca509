import { join } from "node:path";
import { root } from "./machine.ts";

/**
 * The built program that is measured, as a folder with bin, dist, examples and package.json: FETTLE_BENCH_PROGRAM names
 * another than this checkout's, so that one piece of measuring code measures two builds.
 */
export const program = process.env["FETTLE_BENCH_PROGRAM"] ?? root;

/** False measures Fettle alone: no peer, no floor, nothing that would be the same for every build. */
export const withPeers = process.env["FETTLE_BENCH_PEERS"] !== "0";

/** A folder of the measured program. */
export function ofProgram(...path: readonly string[]): string {
  return join(program, ...path);
}
