import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { answerOf, askedOf, nameOf, readAnswers, readKnownChanges } from "./answers.ts";
import { askStore } from "./ask-store.ts";
import { RECORDED_NOW } from "./pack-store.ts";
import { serveStore } from "./serve-store.ts";
import { createSetClock } from "./set-clock.ts";

test("a store of an earlier release opens and answers as it did, but for the changes that are listed", async () => {
  const recorded = new Map(readAnswers().map((one) => [nameOf(one), one]));
  const changes = new Map(readKnownChanges().map((one) => [nameOf(one), one]));
  const purged: string[] = [];
  const now = await askStore([...recorded.values()].map(askedOf), (store) =>
    purged.push(...notesOf(join(store, "artifacts")).filter((text) => text === "purged\n")),
  );
  const wrong = now.flatMap((one) => {
    const name = nameOf(one);
    const wanted = answerOf(changes.get(name) ?? recorded.get(name) ?? one);
    const got = answerOf(one);
    return isDeepStrictEqual(got, wanted) ? [] : [{ name, wanted, got }];
  });
  expect(Object.fromEntries(wrong.map(({ name, got }) => [name, got]))).toEqual(
    Object.fromEntries(wrong.map(({ name, wanted }) => [name, wanted])),
  );
  // The server that wrote it was killed between the records of a purge and its files.
  expect(purged).toEqual([]);
});

test("each listed change is one, of a request that is asked, with a reason", () => {
  const recorded = new Map(readAnswers().map((one) => [nameOf(one), answerOf(one)]));
  const idle = readKnownChanges().filter((change) => {
    const before = recorded.get(nameOf(change));
    return before === undefined || change.why === "" || isDeepStrictEqual(before, answerOf(change));
  });
  expect(idle.map(nameOf)).toEqual([]);
});

test("no request is asked twice", () => {
  const names = readAnswers().map(nameOf);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test("a fresh store opens, and has nothing but MLflow's own experiment", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-fresh-"));
  try {
    const server = await serveStore(join(folder, "store"), createSetClock(RECORDED_NOW));
    const { answer } = await server.ask({
      method: "POST",
      path: "/api/2.0/mlflow/experiments/search",
      body: { max_results: 10, view_type: "ALL" },
    });
    await server.stop();
    expect(answer).toMatchObject({ experiments: [{ experiment_id: "0", name: "Default" }] });
    expect(server.errors()).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function notesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => basename(path) === "note.txt")
    .map((path) => readFileSync(join(folder, path), "utf8"));
}
