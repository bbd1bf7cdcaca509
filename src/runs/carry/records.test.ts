import { expect, test } from "vitest";
import { RECORDS } from "./records.ts";

const run = {
  type: "run",
  id: "a1",
  experiment: "e",
  name: "n",
  user: "",
  status: "FINISHED",
  lifecycle: "active",
  startedAt: 1,
  endedAt: 2,
  params: {},
  tags: {},
  datasets: [],
  modelInputs: [],
  modelOutputs: [],
};

test("what a run ran in is taken as an export has it, and as nothing else, for it is read back", () => {
  const environment = {
    platform: "linux",
    cores: 2,
    memory: 1,
    gpus: [],
    variables: {},
  };
  const given = (text: string) => RECORDS.run.safeParse({ ...run, texts: { environment: text } });
  expect(given(JSON.stringify(environment)).success).toBe(true);
  for (const text of ["b", "5", "{}", '{"platform":1}', ""])
    expect(given(text).error?.issues[0]?.message).toContain("export");
});
