"""Logs a run with the unmodified client, reads it back, and prints what it read as JSON."""

import json
import math
import os
import tempfile

import mlflow
from mlflow import MlflowClient

mlflow.set_experiment("interop")
folder = tempfile.mkdtemp()
path = os.path.join(folder, "notes file.txt")
with open(path, "w") as file:
    file.write("a note\n")

with mlflow.start_run(run_name="first", tags={"fettle.project": "shop"}) as active:
    run_id = active.info.run_id
    mlflow.log_params({"model": "bayes", "alpha": 0.5, "empty": ""})
    mlflow.log_param("model", "bayes")
    for step in range(5):
        mlflow.log_metric("loss", 1.0 / (step + 1), step=step)
    mlflow.log_metric("strange", float("nan"))
    mlflow.log_metric("endless", float("inf"))
    mlflow.log_metrics({"accuracy": 0.75, "val/f1 score": 0.5}, step=3)
    mlflow.set_tags({"stage": "trial", "umlaut": "grün 🌱"})
    mlflow.log_artifact(path)
    mlflow.log_artifact(path, "deep/er")
    mlflow.log_text("hello", "texts/hello.txt")
    mlflow.log_text("", "texts/empty.txt")
    mlflow.log_dict({"a": 1}, "a.json")

errors = {}


def refused(name, call):
    try:
        call()
        errors[name] = None
    except mlflow.MlflowException as error:
        errors[name] = [error.error_code, str(error)]


client = MlflowClient()
refused("param", lambda: client.log_param(run_id, "model", "other"))
refused("run", lambda: client.get_run("0" * 32))
refused("tag", lambda: client.delete_tag(run_id, "none"))
refused("filter", lambda: client.search_runs(["0"], "metrics.loss ~ 3"))
refused("experiment", lambda: client.create_experiment("interop"))
client.set_tag(run_id, "short-lived", "x")
client.delete_tag(run_id, "short-lived")
client.update_run(run_id, name="renamed")

try:
    with mlflow.start_run(run_name="second"):
        with mlflow.start_run(nested=True) as child:
            mlflow.log_metric("loss", 0.9)
        raise RuntimeError("on purpose")
except RuntimeError:
    pass

with mlflow.start_run(run_id=run_id):
    mlflow.log_metric("loss", 0.1, step=9)

experiment = client.get_experiment_by_name("interop")
run = client.get_run(run_id)
history = client.get_metric_history(run_id, "loss")
files = {}
for listed in [None, "deep", "deep/er", "texts"]:
    files[str(listed)] = [(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run_id, listed)]
fetched = client.download_artifacts(run_id, "", folder)
contents = {}
for parent, _, names in os.walk(fetched):
    for name in names:
        full = os.path.join(parent, name)
        contents[os.path.relpath(full, fetched)] = open(full).read()


def search(**options):
    found = client.search_runs([experiment.experiment_id], **options)
    return [r.info.run_name for r in found]


pages = []
token = None
while True:
    page = client.search_runs([experiment.experiment_id], max_results=1, page_token=token)
    pages.extend(r.info.run_name for r in page)
    token = page.token
    if not token:
        break

print(
    json.dumps(
        {
            "runId": run_id,
            "childParent": child.data.tags.get("mlflow.parentRunId") is not None,
            "name": run.info.run_name,
            "status": run.info.status,
            "ended": run.info.end_time >= run.info.start_time,
            "artifactUri": run.info.artifact_uri,
            "params": run.data.params,
            "metrics": {k: ("nan" if math.isnan(v) else str(v)) for k, v in run.data.metrics.items()},
            "tags": {k: run.data.tags[k] for k in ["stage", "umlaut", "mlflow.runName", "fettle.project"]},
            "goneTag": "short-lived" in run.data.tags,
            "history": [(m.step, m.value) for m in history],
            "files": files,
            "contents": contents,
            "errors": errors,
            "experiments": sorted(e.name for e in client.search_experiments()),
            "searches": {
                "all": sorted(search()),
                "metric": search(filter_string="metrics.loss < 0.5"),
                "param": search(filter_string="params.model = 'bayes' and tags.stage LIKE 'tri%'"),
                "failed": search(filter_string="attributes.status = 'FAILED'"),
                "ordered": search(filter_string="metrics.loss > 0", order_by=["metrics.loss DESC"])[1:],
                "pages": len(pages) == 3 and len(set(pages)) == 3,
            },
            "table": len(mlflow.search_runs(experiment_names=["interop"], output_format="list")),
        }
    )
)
