import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunCompletion, RunList } from "../model.ts";

const API = "/api/fettle/1/runs";
const MLFLOW = "/api/2.0/mlflow";
let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
});
afterEach(() => server.close());

const made = (path: string, body: object) => server.client.post(`${MLFLOW}/${path}`, body);

test.each([
  ["übung", true],
  ["ÜBUNG", true],
  ["Übung", true],
  ["ubung", false],
])("what is called Übung is looked for as %s, whatever it is", async (word, isFound) => {
  await made("runs/create", {
    experiment_id: "0",
    run_name: "Übung 1",
    tags: [{ key: "für", value: "Übung" }],
  });
  await made("experiments/create", { name: "Übung 2" });
  await made("registered-models/create", { name: "Übung 3" });
  await made("logged-models", { experiment_id: "0", name: "Übung 4" });
  const found = isFound ? 1 : 0;
  const runs = async (query: { q?: string; filter?: string }) =>
    (await server.client.get<RunList>(API, query)).runs.length;
  expect(await runs({ q: word })).toBe(found);
  expect(await runs({ filter: `run_name ILIKE '${word}%'` })).toBe(found);
  expect(await runs({ filter: `tags."für" ILIKE '${word}'` })).toBe(found);
  const { suggestions } = await server.client.get<RunCompletion>(`${API}/complete`, {
    text: `run_name = '${word}`,
  });
  expect(suggestions.map(({ text }) => text)).toEqual(isFound ? ["'Übung 1'"] : []);
  for (const filter of [`'${word}'`, `name ILIKE '%${word}%'`]) {
    const experiments = await made("experiments/search", { filter, max_results: 10 });
    const models = await server.client.get(`${MLFLOW}/registered-models/search`, { filter });
    const logged = await made("logged-models/search", { experiment_ids: ["0"], filter });
    expect([filter, countOf(experiments), countOf(models), countOf(logged)]).toEqual([
      filter,
      found,
      found,
      found,
    ]);
  }
});

function countOf(answer: unknown): number {
  const [list] = Object.values(answer as Record<string, unknown[]>).filter(Array.isArray);
  return list?.length ?? 0;
}
