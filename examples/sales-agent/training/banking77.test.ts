import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Dataset, readDataset, relabel, selectRows } from "./dataset.ts";
import { evaluate } from "./evaluate.ts";
import { loadModel } from "./model.ts";
import { trainModel } from "./train-model.ts";

const shared =
  process.env["FETTLE_SHARED_DATA"] ?? join(import.meta.dirname, "../../../../shared/data");
const folder = join(shared, "banking77");
const absent = !existsSync(folder);
const prove = process.env["FETTLE_PROVE"] === "1";

if (absent) {
  process.stderr.write(`SKIPPED: no ${folder}; set FETTLE_SHARED_DATA to the shared data folder\n`);
}

function accuracy(trainRows: number, testRows: number): number {
  const train = readDataset(join(folder, "train.csv"));
  const test = relabel(readDataset(join(folder, "test.csv")), train.labels);
  const part = spread(train, trainRows);
  const saved = trainModel(part, { model: "logistic", epochs: 12, seed: 1 });
  return evaluate(loadModel(saved), spread(test, testRows)).accuracy;
}

// The files are sorted by label, so the first rows alone would lack most labels.
function spread(dataset: Dataset, count: number): Dataset {
  const all = dataset.texts.length;
  const kept = Math.min(count, all);
  const rows = Array.from({ length: kept }, (_, place) => Math.floor((place * all) / kept));
  return selectRows(dataset, rows);
}

test.skipIf(absent || prove)("2,000 of the banking77 rows give a fair model", () => {
  expect(accuracy(2000, 1000)).toBeGreaterThan(0.75);
});

test.skipIf(absent || !prove)(
  "all banking77 rows give at least 0.90 on the held-out rows",
  () => {
    const before = process.cpuUsage();
    expect(accuracy(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(
      0.9,
    );
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(10);
  },
  60_000,
);
