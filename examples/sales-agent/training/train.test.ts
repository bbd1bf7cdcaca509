import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { parseCsv } from "./csv.ts";
import { loadModel } from "./model.ts";

const script = join(import.meta.dirname, "../train.ts");
const data = join(import.meta.dirname, "../data/intents.csv");
const out = mkdtempSync(join(tmpdir(), "tally-"));
const { FETTLE_RUN_ID: _, ...env } = process.env;

afterAll(() => rmSync(out, { recursive: true }));

const run = promisify(execFile);

async function train(model: string): Promise<number> {
  const args = [script, "--model", model, "--data", data, "--out", join(out, model)];
  const { stdout } = await run(process.execPath, args, { env });
  return Number(/^accuracy +([\d.]+)$/m.exec(stdout)?.[1]);
}

test("each model beats the simpler one on the intents of the shop", async () => {
  const [rules, bayes, logistic] = await Promise.all([
    train("rules"),
    train("bayes"),
    train("logistic"),
  ]);
  expect(rules).toBeGreaterThan(0.5);
  expect(bayes).toBeGreaterThan(rules + 0.1);
  expect(logistic).toBeGreaterThan(bayes);
  expect(logistic).toBeGreaterThan(0.8);
});

test("calibrated, logistic regression is as accurate and says how sure it is", async () => {
  const args = [script, "--model", "logistic", "--calibrate", "--data", data];
  const { stdout } = await run(process.execPath, [...args, "--out", join(out, "calibrated")], {
    env,
  });
  const { groups } =
    /off by (?<off>[\d.]+) after calibration at temperature (?<t>[\d.]+)/.exec(stdout) ?? {};
  expect(Number(groups?.["off"])).toBeLessThan(0.05);
  const model = JSON.parse(readFileSync(join(out, "calibrated/model.json"), "utf8"));
  expect(model.temperature).toBe(Number(groups?.["t"]));
});

test("the files it writes are a model that loads and a confusion table of all rows", () => {
  const folder = join(out, "logistic");
  const model = loadModel(JSON.parse(readFileSync(join(folder, "model.json"), "utf8")));
  expect(model.predict("how much does it cost per month").intent).toBe("price");
  const [header, ...lines] = parseCsv(readFileSync(join(folder, "confusion.csv")), "confusion");
  expect(header?.fields).toEqual(["actual", ...model.labels]);
  const counts = lines.flatMap((line) => line.fields.slice(1).map(Number));
  const rows = parseCsv(readFileSync(data), "intents").length - 1;
  expect(counts.reduce((sum, count) => sum + count)).toBe(rows);
});

test.concurrent.each([
  [["--model", "magic"], "--model magic: expected rules, bayes or logistic"],
  [["--model", "bayes", "--train", "a.csv"], "--train and --test go together"],
  [["--model", "rules", "--calibrate"], "--calibrate --model rules: keyword rules have no confid"],
  [["--model", "bayes", "--epochs", "0"], "--epochs 0: expected a whole number of at least 1"],
])("refuses %j with exit code 2 and the usage", async (args, message) => {
  await expect(run(process.execPath, [script, ...args], { env })).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(new RegExp(`^${message}[^]*node train.ts --model`)),
  });
});
