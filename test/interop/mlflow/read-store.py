"""Prints all that MLflow's own client finds in a store, without what must differ. Argument: the tracking URI."""

import hashlib
import json
import math
import sys

import mlflow
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

uri = sys.argv[1]
mlflow.set_tracking_uri(uri)
mlflow.set_registry_uri(uri)
client = MlflowClient(uri, uri)
OURS = ("fettle.",)


def value_of(value):
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def digest(path):
    with open(path, "rb") as file:
        return hashlib.md5(file.read()).hexdigest()


def files_of(run_id, path=None):
    found = {}
    for entry in client.list_artifacts(run_id, path):
        if entry.is_dir:
            found.update(files_of(run_id, entry.path))
        # MLflow writes this file itself when it downloads a registered version from a folder.
        elif not entry.path.endswith("registered_model_meta"):
            found[entry.path] = digest(client.download_artifacts(run_id, entry.path))
    return found


def history(run_id, key):
    """The folder keeps a point that was sent twice twice."""
    points = [[m.step, m.timestamp, value_of(m.value)] for m in client.get_metric_history(run_id, key)]
    return [point for i, point in enumerate(points) if point not in points[max(0, i - 3) : i]]


def run_of(run):
    run_id = run.info.run_id
    run = client.get_run(run_id)
    deleted = run.info.lifecycle_stage == "deleted"
    return {
        "id": run_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "user": run.data.tags.get("mlflow.user"),
        "params": run.data.params,
        "tags": {k: v for k, v in run.data.tags.items() if not k.startswith(OURS)},
        "metrics": {key: history(run_id, key) for key in sorted(run.data.metrics)},
        "latest": {k: value_of(v) for k, v in sorted(run.data.metrics.items())},
        "datasets": [
            [i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.source, i.dataset.schema,
             i.dataset.profile, {t.key: t.value for t in i.tags}]
            for i in (run.inputs.dataset_inputs if run.inputs else [])
        ],
        "modelInputs": [m.model_id for m in ((run.inputs and run.inputs.model_inputs) or [])],
        "modelOutputs": [[m.model_id, m.step] for m in ((run.outputs and run.outputs.model_outputs) or [])],
        "files": {} if deleted else files_of(run_id),
    }


def experiment_of(e):
    runs = client.search_runs([e.experiment_id], run_view_type=ViewType.ALL, order_by=["attributes.start_time"])
    models = [] if e.lifecycle_stage == "deleted" else client.search_logged_models([e.experiment_id])
    return {
        "id": e.experiment_id,
        "name": e.name,
        "stage": e.lifecycle_stage,
        "tags": {k: v for k, v in e.tags.items() if not k.startswith(("mlflow.experiment", *OURS))},
        "runs": [run_of(run) for run in runs],
        "models": [
            [m.model_id, m.name, m.model_type, str(m.status), m.source_run_id, m.params,
             {k: v for k, v in m.tags.items() if not k.startswith("mlflow.")},
             [[x.key, x.value, x.step, x.run_id] for x in m.metrics or []]]
            for m in models
        ],
    }


def versions_of(name):
    found = client.search_model_versions(f"name = '{name}'")
    return [
        [int(v.version), v.description, v.run_id, v.current_stage, v.tags]
        for v in sorted(found, key=lambda v: int(v.version))
    ]


everything = sorted(client.search_experiments(view_type=ViewType.ALL), key=lambda e: int(e.experiment_id))
newest = None
try:
    newest = digest(mlflow.artifacts.download_artifacts("models:/intent@newest") + "/data/weights.txt")
except Exception as error:  # noqa: BLE001
    newest = repr(error)
print(
    json.dumps(
        {
            "experiments": [experiment_of(e) for e in everything],
            "registry": [
                [m.name, m.description, m.tags, m.aliases and {k: int(v) for k, v in m.aliases.items()}, versions_of(m.name)]
                for m in client.search_registered_models()
            ],
            "newest": newest,
        }
    )
)
