import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let run: string;
let now = 1000;
beforeEach(async () => {
  now = 1000;
  wire = await openMlflow({ clock: { ...systemClock, now: () => now } });
  run = await wire.run();
});
afterEach(() => wire.close());

const batch = async (body: object, id = run) => {
  const { status, body: answered } = await wire.post("runs/log-batch", { run_id: id, ...body });
  return status === 200 ? "ok" : answered.message;
};
const data = async () => (await wire.get(`runs/get?run_id=${run}`)).body.run.data;
const many = (count: number, key: string, more: object) =>
  Array.from({ length: count }, (_, i) => ({ key: `${key}${i}`, ...more }));
const points = (count: number) => many(count, "m", { value: 1, timestamp: 1 });
const pairs = (count: number, key: string) => many(count, key, { value: "1" });

test("a batch has at most 1000 metrics, 100 parameters, 100 tags, and 1000 of all three", async () => {
  const said = (what: string, most: number, got: number) =>
    `A batch logging request can contain at most ${most} ${what}. Got ${got} ${what}. Please split up ${what} across multiple requests and try again.`;
  expect(await batch({ metrics: points(1000) })).toBe("ok");
  expect(await batch({ metrics: points(1001) })).toBe(said("metrics", 1000, 1001));
  expect(await batch({ params: pairs(100, "p"), tags: pairs(100, "t") })).toBe("ok");
  expect(await batch({ params: pairs(101, "p") })).toBe(said("params", 100, 101));
  expect(await batch({ tags: pairs(101, "t") })).toBe(said("tags", 100, 101));
  const all = { params: pairs(100, "p"), tags: pairs(100, "t") };
  expect(await batch({ ...all, metrics: points(800) })).toBe("ok");
  expect(await batch({ ...all, metrics: points(801) })).toBe(
    said("metrics, params, and tags", 1000, 1001),
  );
  expect(await batch({ metrics: [] }, "../x")).toMatch(/^Invalid value "\.\.\/x" for parameter/);
});

test("a point whose key was seen before is looked at as closely as the first", async () => {
  const good = { key: "a", value: 1, timestamp: 5, step: 2 };
  expect(await batch({ metrics: [good] })).toBe("ok");
  const told = async (more: object) => (await batch({ metrics: [{ ...good, ...more }] })) as string;
  for (const [more, parameter] of [
    [{ key: 7 }, "metrics[0].key"],
    [{ value: true }, "metrics[0].value"],
    [{ timestamp: 1.5 }, "metrics[0].timestamp"],
    [{ timestamp: -1 }, "metrics[0].timestamp"],
    [{ timestamp: null }, "metrics[0].timestamp"],
    [{ step: 0.5 }, "metrics[0].step"],
    [{ model_id: 7 }, "metrics[0].model_id"],
  ] as const)
    expect([more, await told(more)]).toEqual([
      more,
      expect.stringMatching(new RegExp(`parameter '${parameter.replace(/[[\].]/g, "\\$&")}'`)),
    ]);
  expect(await told({ key: "a*" })).toContain("parameter 'metrics[0].name'");
  expect(await told({ model_id: "m-none" })).toContain("m-none");
  expect(await batch({ metrics: [good, 7] })).toContain("metrics[1]");
  expect((await data()).metrics).toEqual([{ ...good, run_id: run }]);
  for (const more of [
    { step: 3, value: "2.5" },
    { step: 4, timestamp: "6" },
    { step: null, timestamp: 0 },
    { step: 5, model_id: "" },
    { step: undefined, timestamp: 0, value: 8 },
  ])
    expect(await told(more)).toBe("ok");
  const { metrics } = (await wire.get(`metrics/get-history?run_id=${run}&metric_key=a`)).body;
  const point = (step: number, timestamp: number, value: number) => ({
    ...{ key: "a", run_id: run, step, timestamp, value },
  });
  expect(metrics).toEqual([
    point(0, 0, 1),
    point(0, 0, 8),
    point(2, 5, 1),
    point(3, 5, 2.5),
    point(5, 5, 1),
    point(4, 6, 1),
  ]);
});

test("a point on a data set has it with the model alone, with or without a digest", async () => {
  const { model } = await wire.done("logged-models", { experiment_id: "0" });
  const id = model.info.model_id;
  const point = (key: string, more: object) => ({
    ...{ key, value: 1, timestamp: 1, step: 0, model_id: id },
    ...more,
  });
  const sent = [
    point("a", { dataset_name: "d", dataset_digest: "1" }),
    point("b", { dataset_name: "d" }),
    point("c", { dataset_digest: "1" }),
  ];
  expect(await batch({ metrics: sent })).toBe("ok");
  const { metrics } = (await wire.get(`logged-models/${id}`)).body.model.data;
  expect(metrics).toEqual([
    { ...point("a", { dataset_name: "d", dataset_digest: "1" }), run_id: run },
    { ...point("b", { dataset_name: "d", dataset_digest: "" }), run_id: run },
    { ...point("c", {}), run_id: run },
  ]);
});

test("pages hear of the run, and of the list where what it shows changed", async () => {
  const topics: string[] = [];
  const { events } = wire.server.context;
  const heard = async (act: () => Promise<unknown>) => {
    topics.length = 0;
    const silence = events.listen(["runs"], ({ topic }) => topics.push(topic));
    await act();
    silence();
    // What is told again comes a quarter of a second later; by then nobody listens.
    return topics.map((topic) => topic.replace(run, "RUN"));
  };
  expect(await heard(() => batch({ tags: [{ key: "team", value: "nlu" }] }))).toEqual(["runs/RUN"]);
  run = await wire.run();
  expect(await heard(() => batch({ metrics: points(1) }))).toEqual(["runs/RUN"]);
  run = await wire.run();
  expect(await heard(() => batch({ params: pairs(1, "p") }))).toEqual(["runs/RUN"]);
  run = await wire.run();
  const branch = [{ key: "mlflow.source.git.branch", value: "dev" }];
  expect((await heard(() => batch({ tags: branch }))).sort()).toEqual(["runs", "runs/RUN"]);
});

test("the tags that stand for facts set them, and an empty one leaves the fact as it was", async () => {
  const facts = {
    "mlflow.runName": "named",
    "mlflow.user": "ada",
    "mlflow.source.git.commit": "abc",
    "mlflow.source.git.branch": "dev",
    "fettle.project": "shop",
  };
  const tags = (value?: string) =>
    Object.entries(facts).map(([key, own]) => ({ key, value: value ?? own }));
  const read = () => wire.server.client.get(`/api/fettle/1/runs/${run}`);
  const set = { name: "named", user: "ada", commit: "abc", branch: "dev", project: "shop" };
  expect(await batch({ tags: tags() })).toBe("ok");
  expect(await read()).toMatchObject({ ...set, tags: facts });
  expect(await batch({ tags: tags("") })).toBe("ok");
  expect(await read()).toMatchObject({ ...set, tags: { "mlflow.user": "" } });
  expect(await batch({ tags: [{ key: "toString", value: "x" }] })).toBe("ok");
});

test("whatever is logged, and an empty batch too, says that the run is there", async () => {
  const seen = async () =>
    (
      await wire.server.context.database.get<{ seen_at: number }>(
        "SELECT seen_at FROM runs_run WHERE id = ?",
        run,
      )
    )?.seen_at;
  for (const body of [{}, { params: pairs(1, "p") }, { tags: pairs(1, "t") }]) {
    now += 10;
    expect(await batch(body)).toBe("ok");
    expect([body, await seen()]).toEqual([body, now]);
  }
  expect(await batch({}, "f".repeat(32))).toContain("not found");
});

test("an infinite value is answered as the largest number of its sign, as MLflow does, beside others as they are", async () => {
  const values = ["Infinity", "-Infinity", "NaN", 2];
  const metrics = values.map((value, i) => ({ key: `k${i}`, value, timestamp: 1 }));
  expect(await batch({ metrics })).toBe("ok");
  expect((await data()).metrics.map(({ value }: { value: unknown }) => value)).toEqual([
    ...[Number.MAX_VALUE, -Number.MAX_VALUE, "NaN", 2],
  ]);
});

test("a tag that was set is taken off once, and its run is told of", async () => {
  await batch({ tags: [{ key: "team", value: "nlu" }] });
  const remove = (body: object) => wire.post("runs/delete-tag", { run_id: run, ...body });
  expect(await remove({ key: "team" })).toEqual({ status: 200, body: {} });
  const { status, body } = await remove({ key: "team" });
  expect([status, body]).toEqual([
    404,
    {
      error_code: "RESOURCE_DOES_NOT_EXIST",
      message: `No tag with name: team in run with id ${run}`,
    },
  ]);
});
