/** Eight programs write to one server at once, where others say that the database is locked: not one error. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { connectServer } from "../../src/app/connect.ts";

const PROGRAM = join(import.meta.dirname, "..", "support", "write-load.ts");
const REQUESTS = process.env["FETTLE_PROVE"] === "1" ? 10_000 : 600;

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

test(`eight processes send ${REQUESTS} writes each, and all are answered and there`, async ({
  task,
}) => {
  const client = await connectServer({ store: desk.store });
  const write = async (): Promise<{ run_id: string; faults: string[] }> => {
    const words = [PROGRAM, client.address.url, "0", String(REQUESTS)];
    return JSON.parse((await promisify(execFile)(process.execPath, words)).stdout);
  };
  const written = await Promise.all(Array.from({ length: 8 }, write));
  const faults = written.flatMap((one) => one.faults);
  tellProof(task, { processes: 8, "writes of each": REQUESTS, errors: faults.length });
  expect(faults).toEqual([]);
  for (const { run_id } of written) {
    const { metrics } = await client.get<{ metrics: { step: number }[] }>(
      "/api/2.0/mlflow/metrics/get-history",
      { run_id, metric_key: "loss", max_results: 25_000 },
    );
    expect(metrics.map(({ step }) => step).sort((a, b) => a - b)).toEqual(
      Array.from({ length: REQUESTS }, (_, step) => step),
    );
  }
}, 600_000);
