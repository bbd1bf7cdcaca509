import type { Asked } from "../serve-store.ts";
import { get, gets, mlflowGets, mlflowPosts, post } from "./asking.ts";

const RUNS = "/api/fettle/1/runs";
const PROXY = "/api/2.0/mlflow-artifacts";
const AJAX_PROXY = "/ajax-api/2.0/mlflow-artifacts";

/** Artifacts by every way there is. */
export function artifactRequests(id: (name: string) => string): Asked[] {
  return [...own(id), ...proxied(id), ...ofRuns(id), ...carried(id)];
}

function own(id: (name: string) => string): Asked[] {
  const run = `${RUNS}/${id("run.child-1")}`;
  const file = (path: string): string => `${run}/artifact/${path}`;
  return [
    ...gets(
      `${run}/artifacts`,
      {},
      { limit: 2 },
      { path: "odd" },
      { path: "model" },
      { path: "nothing" },
      { path: "../x" },
      { limit: 2, after: "empty" },
    ),
    get(`${RUNS}/${id("run.afar")}/artifacts`),
    get(`${RUNS}/${id("run.thrown-away")}/artifacts`),
    get(file("same-1.txt")),
    get(file("odd/100%20+%20(1),%20&=;~%20%C3%BC%20%F0%9F%A6%84.txt")),
    get(file("odd/page.html")),
    get(file("model/data/weights.bin")),
    get(file("empty")),
    get(file("joined/big.bin")),
    get(file("trashed/one.txt")),
    get(file("table.csv")),
    { ...get(file("table.csv")), send: { range: "bytes=2-5" } },
    { ...get(file("table.csv")), send: { range: "bytes=90-" } },
    { method: "HEAD", path: file("table.csv") },
    { method: "HEAD", path: file("nothing") },
    get(`${run}/trashed-artifacts`),
    get(`${RUNS}/${id("run.finished")}/trashed-artifacts`),
    ...gets(`${run}/archive`, { path: "odd" }, { path: "nothing" }),
  ];
}

function proxied(id: (name: string) => string): Asked[] {
  const place = id("place.child-1");
  return [
    ...gets(
      `${PROXY}/artifacts`,
      { path: "loose" },
      { path: place },
      { path: `${place}/odd` },
      { path: `${place}/nothing` },
      { path: "/etc" },
    ),
    get(`${PROXY}/artifacts/${place}/table.csv`),
    get(`${AJAX_PROXY}/artifacts/${place}/table.csv`),
    get(`${PROXY}/artifacts/loose/by-hand.txt`),
    get(`${PROXY}/artifacts/${place}/nothing`),
    get(`${PROXY}/artifacts/${place}`),
    { method: "HEAD", path: `${PROXY}/artifacts/${place}/same-1.txt` },
    get(`${PROXY}/presigned/${place}/table.csv`),
    get(`${PROXY}/presigned/${place}/nothing`),
    get(`${AJAX_PROXY}/presigned/${place}/table.csv`),
    get(`${AJAX_PROXY}/artifacts`, { path: place }),
    { method: "HEAD", path: `${AJAX_PROXY}/artifacts/${place}/nothing` },
    get(`${PROXY}/signed/${place}/table.csv`, { expires: "1", signature: "wrong" }),
    ...post(`${PROXY}/mpu/complete/${place}/large/partial`, {
      path: "big.bin",
      upload_id: id("upload.partial"),
      parts: [{ part_number: 1, etag: "wrong", url: "" }],
    }),
    ...post(`${PROXY}/mpu/complete/${place}/large`, { path: "big.bin", upload_id: "none" }),
  ];
}

function ofRuns(id: (name: string) => string): Asked[] {
  const run_id = id("run.child-1");
  const tree = id("model.tree");
  const directories = `logged-models/${tree}/artifacts/directories`;
  return [
    ...mlflowGets(
      "artifacts/list",
      { run_id },
      { run_id, path: "model" },
      { run_id, path: "table.csv" },
      { run_id, path: "nothing" },
      { run_id: id("run.afar") },
      { run_id: id("run.in-attic") },
      {},
    ),
    get("/ajax-api/2.0/mlflow/artifacts/list", { run_id, path: "odd" }),
    ...mlflowPosts(
      "artifacts/presigned-download-url",
      { run_id, path: "table.csv" },
      { run_id, path: "nothing" },
      { run_id: id("run.afar"), path: "x" },
    ),
    ...gets("/get-artifact", { run_id, path: "table.csv" }, { run_id, path: "nothing" }, {}),
    ...mlflowGets(directories, {}, { artifact_directory_path: "nothing" }),
    get(`/ajax-api/2.0/mlflow/${directories}`),
    get(`/ajax-api/2.0/mlflow/logged-models/${tree}/artifacts/files`, {
      artifact_file_path: "MLmodel",
    }),
  ];
}

/** What an export reads besides its records. */
function carried(id: (name: string) => string): Asked[] {
  const files = `${RUNS}/import/files`;
  return [
    get(`${files}/run/${id("run.child-1")}`),
    get(`${files}/run/${id("run.child-1")}`, { path: "odd" }),
    get(`${files}/logged-model/${id("model.tree")}`),
    get(`${files}/logged-model/${id("model.tree")}/MLmodel`),
    get(`${files}/run/${id("run.child-1")}/table.csv`),
    get(`${files}/run/none`),
    get(`${files}/logged-model/none`),
  ];
}
