import type { Asked } from "../serve-store.ts";
import { get, gets, mlflowGets, mlflowPosts, post } from "./asking.ts";

const RUNS = "/api/fettle/1/runs";
const PROXY = "/api/2.0/mlflow-artifacts";

/**
 * Goes on with what waits in the store, and looks at it afterwards. Left out is what answers with the name of who asks,
 * which is another one on each machine, and what sends messages.
 */
export function writingRequests(id: (name: string) => string): Asked[] {
  return [...uploads(id), ...trashed(id), ...trash(id), ...tracking(id), ...rest(id)];
}

function uploads(id: (name: string) => string): Asked[] {
  const place = `${id("place.child-1")}/large`;
  const parts = [1, 2, 3].map((number) => ({
    part_number: number,
    etag: id(`part.whole-${number}`),
    url: "",
  }));
  const sent = (upload: string) => ({ path: "big.bin", upload_id: id(upload) });
  return [
    ...post(`${PROXY}/mpu/complete/${place}/whole`, { ...sent("upload.whole"), parts }),
    get(`${PROXY}/artifacts/${place}/whole/big.bin`),
    ...post(`${PROXY}/mpu/abort/${place}/partial`, sent("upload.partial")),
    ...gets(`${PROXY}/artifacts`, { path: place }),
  ];
}

function trashed(id: (name: string) => string): Asked[] {
  const run = `${RUNS}/${id("run.child-1")}`;
  return [
    ...post(`${RUNS}/trashed-artifacts/restore`, { ids: [id("trashed.trashed")] }),
    get(`${run}/artifact/trashed/two.txt`),
    ...post(`${RUNS}/trashed-artifacts/purge`, { ids: [id("trashed.table-2.csv")] }),
    get(`${run}/artifact/table-2.csv`),
    get(`${run}/trashed-artifacts`, { project: "default" }),
  ];
}

function trash(id: (name: string) => string): Asked[] {
  const thrown = id("run.thrown-away");
  const repeat = id("run.repeat-5");
  return [
    ...post(`${RUNS}/trash/restore`, { ids: [thrown], as: "found again" }),
    get(`${RUNS}/${thrown}`, { project: "default" }),
    get(`${RUNS}/${thrown}/artifact/note.txt`),
    ...mlflowPosts("experiments/restore", { experiment_id: id("experiment.attic") }),
    get(`${RUNS}/${id("run.in-attic")}/metrics/loss`),
    ...post(`${RUNS}/trash/purge`, { ids: [repeat] }),
    get(`${RUNS}/${repeat}`),
    get(`/api/fettle/1/lineage/run/${repeat}`),
    get(`${RUNS}/trash`, { limit: 100 }),
    ...post(`${RUNS}/views/dropped/restore?project=shop`, {}),
    get(`${RUNS}/views/dropped?project=shop&again=1`),
  ];
}

function tracking(id: (name: string) => string): Asked[] {
  const lost = id("run.lost");
  const run_id = id("run.running");
  return [
    ...post(`${RUNS}/${lost}/beat`, {}),
    get(`${RUNS}/${lost}`, { project: "churn" }),
    ...mlflowPosts("runs/log-batch", {
      run_id,
      metrics: [{ key: "loss", value: 1.5, step: 8, timestamp: 1_767_614_401_000 }],
      params: [{ key: "late", value: "1" }],
      tags: [{ key: "late", value: "2" }],
    }),
    ...post(`${RUNS}/${run_id}/end`, {
      status: "KILLED",
      endedAt: 1_767_614_402_000,
      exitCode: 130,
    }),
    get(`${RUNS}/${run_id}`, { project: "shop" }),
    get(`${RUNS}/${run_id}/metrics/loss`, { project: "shop" }),
    ...post(`${RUNS}/import`, {
      project: "elsewhere",
      records: [
        {
          type: "points",
          run: "imported-run",
          key: "loss",
          points: [[3, 1_767_614_401_000, "-Infinity"]],
        },
      ],
    }),
    get(`${RUNS}/imported-run/metrics/loss`),
    ...mlflowPosts("runs/delete-tag", { run_id: id("run.child-1"), key: "mlflow.note.content" }),
    ...mlflowGets("runs/get", { run_uuid: id("run.child-1") }),
  ];
}

function rest(id: (name: string) => string): Asked[] {
  const version = { name: "ranking", version: "1" };
  return [
    { method: "DELETE", path: `${RUNS}/notices/${"04".repeat(16)}` },
    get(`${RUNS}/notices`, { project: "elsewhere" }),
    { method: "DELETE", path: `/api/2.0/mlflow/webhooks/${id("webhook.away")}` },
    ...mlflowGets("webhooks", { max_results: 10 }),
    ...mlflowPosts("model-versions/set-tag", { ...version, key: "late", value: "3" }),
    ...mlflowGets("model-versions/search", { filter: "tags.late = '3'" }),
    get(`${RUNS}/export`, { experiment: "scratch" }),
  ];
}
