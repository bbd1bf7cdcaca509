/** Notes which test file begins, in the file in which the probes note themselves. */
import { appendFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "vitest";

const file = relative(process.cwd(), expect.getState().testPath ?? "");
appendFileSync(join(process.cwd(), "reached.txt"), `test ${file}\n`);
