/** `npm run scenarios [-- --pin] [part of a name]`: runs test/scenarios; `--pin` writes what they do now as expected. */
import { join } from "node:path";
import { root, runProgram } from "./run-program.ts";

const words = process.argv.slice(2);
if (words.includes("--pin")) process.env["FETTLE_PIN"] = "1";
process.env["FETTLE_SCENARIO"] = words.find((word) => !word.startsWith("-")) ?? "";
const vitest = join(root, "node_modules", ".bin", "vitest");
const { code } = await runProgram(vitest, ["run", "--project", "scenarios"], "show");
process.exitCode = code;
