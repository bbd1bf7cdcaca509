"""Uses the unmodified client as a team does; `use-client.py PART` prints what it saw as JSON on its last line."""

import hashlib
import json
import os
import sys
import tempfile
import time

import mlflow
from mlflow import MlflowClient

client = MlflowClient()


def fluent():
    """The global functions: experiment by name, nested and resumed runs, a run that fails, the last active run."""
    mlflow.set_experiment("team/fluent")
    mlflow.set_experiment_tags({"owner": "anna", "stage": "trial"})
    with mlflow.start_run(run_name="parent", description="why") as parent:
        mlflow.log_params({f"p{i}": i for i in range(250)})
        mlflow.log_metrics({f"m{i}": i / 10 for i in range(2500)}, step=1)
        children = []
        for seed in range(3):
            with mlflow.start_run(run_name=f"seed-{seed}", nested=True) as child:
                mlflow.log_param("seed", seed)
                mlflow.log_metric("score", 0.5 + seed / 10)
                children.append(child.info.run_id)
        mlflow.log_dict({"b": [1, 2]}, "conf/config.json")
        mlflow.log_table({"x": [1, 2], "y": ["a", "b"]}, "table.json")
        mlflow.log_table({"x": [3], "y": ["c"]}, "table.json")
        dataset = mlflow.data.from_numpy(__import__("numpy").arange(6).reshape(3, 2), name="points")
        mlflow.log_input(dataset, context="training")
    try:
        with mlflow.start_run(run_name="breaks"):
            raise ValueError("on purpose")
    except ValueError:
        pass
    with mlflow.start_run(run_id=parent.info.run_id):
        mlflow.log_metric("later", 1)
    run = mlflow.get_run(parent.info.run_id)
    table = mlflow.load_table("table.json", run_ids=[run.info.run_id])
    kids = mlflow.search_runs(
        search_all_experiments=True, filter_string=f"tags.mlflow.parentRunId = '{run.info.run_id}'", order_by=["metrics.score DESC"]
    )
    return {
        "params": len(run.data.params),
        "metrics": len(run.data.metrics),
        "status": run.info.status,
        "note": run.data.tags["mlflow.note.content"],
        "failed": mlflow.search_runs(filter_string="status = 'FAILED'")["tags.mlflow.runName"].tolist(),
        "children": kids["tags.mlflow.runName"].tolist() == ["seed-2", "seed-1", "seed-0"] and set(kids["run_id"]) == set(children),
        "rows": len(table),
        "dataset": [run.inputs.dataset_inputs[0].dataset.name, run.inputs.dataset_inputs[0].tags[0].value],
        "owner": mlflow.get_experiment_by_name("team/fluent").tags,
        "last": mlflow.last_active_run().info.run_name,
    }


def asynchronous():
    """Ten requests at a time, out of order, on one run; and buffered ones."""
    mlflow.set_experiment("async")
    with mlflow.start_run() as run:
        waits = [mlflow.log_metric("loss", 1 / (i + 1), step=i, synchronous=False) for i in range(500)]
        waits += [mlflow.log_param(f"p{i}", i, synchronous=False) for i in range(50)]
        waits += [mlflow.set_tag(f"t{i}", i, synchronous=False) for i in range(50)]
        for wait in waits:
            wait.wait()
    os.environ["MLFLOW_ASYNC_LOGGING_BUFFERING_SECONDS"] = "1"
    mlflow.config.enable_async_logging(True)
    with mlflow.start_run() as buffered:
        for i in range(1000):
            mlflow.log_metric("loss", i, step=i)
    mlflow.flush_async_logging()
    mlflow.config.enable_async_logging(False)
    first, second = mlflow.get_run(run.info.run_id), mlflow.get_run(buffered.info.run_id)
    history = client.get_metric_history(run.info.run_id, "loss")
    return {
        "points": sorted(point.step for point in history) == list(range(500)),
        "last": first.data.metrics["loss"] == 1 / 500,
        "params": len(first.data.params),
        "tags": sum(1 for key in first.data.tags if key.startswith("t")),
        "buffered": [len(client.get_metric_history(buffered.info.run_id, "loss")), second.data.metrics["loss"]],
    }


def paging():
    """Searches by pages, and all at once."""
    experiment = client.create_experiment("paging")
    for i in range(230):
        run = client.create_run(experiment, start_time=i + 1, tags={"even": str(i % 2 == 0)})
        client.log_metric(run.info.run_id, "score", (i * 37) % 230)
    seen, token, pages = [], None, 0
    while True:
        page = client.search_runs([experiment], order_by=["metrics.score ASC"], max_results=50, page_token=token)
        seen += [run.data.metrics["score"] for run in page]
        pages, token = pages + 1, page.token
        if not token:
            break
    names = [client.create_experiment(f"page-{i:03d}") for i in range(60)]
    listed, token = [], None
    while True:
        page = client.search_experiments(filter_string="name LIKE 'page-%'", order_by=["name"], max_results=25, page_token=token)
        listed += [one.name for one in page]
        token = page.token
        if not token:
            break
    frame = mlflow.search_runs([experiment], filter_string="metrics.score >= 100 and tags.even = 'True'", order_by=["start_time"])
    return {
        "pages": pages,
        "ordered": seen == sorted(seen) and len(seen) == 230,
        "experiments": listed == [f"page-{i:03d}" for i in range(60)] and len(names) == 60,
        "frame": len(frame) == sum(1 for i in range(230) if (i * 37) % 230 >= 100 and i % 2 == 0),
    }


def system():
    """System metrics, sampled in a thread of the client's."""
    mlflow.set_experiment("system")
    mlflow.set_system_metrics_sampling_interval(0.2)
    mlflow.set_system_metrics_samples_before_logging(1)
    with mlflow.start_run(log_system_metrics=True) as run:
        for _ in range(50):
            time.sleep(0.2)
            if "system/cpu_utilization_percentage" in mlflow.get_run(run.info.run_id).data.metrics:
                break
    names = mlflow.get_run(run.info.run_id).data.metrics
    points = client.get_metric_history(run.info.run_id, "system/cpu_utilization_percentage")
    return {"names": sorted(names)[:1] and all(name.startswith("system/") for name in names), "points": len(points) > 0}


def learning():
    """autolog of scikit-learn with its search for parameters, log_model, registering, and loading by alias."""
    import pandas as pd
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    mlflow.set_experiment("learning")
    rows, labels = load_iris(return_X_y=True, as_frame=True)
    mlflow.sklearn.autolog()
    with mlflow.start_run(run_name="auto") as auto:
        LogisticRegression(max_iter=200).fit(rows, labels)
    # What a model requires is found out in a process of its own, for many seconds; once is enough.
    mlflow.sklearn.autolog(max_tuning_runs=None, log_models=False)
    with mlflow.start_run(run_name="grid") as grid:
        GridSearchCV(LogisticRegression(max_iter=200), {"C": [0.1, 1.0, 10.0]}, cv=2).fit(rows, labels)
    mlflow.sklearn.autolog(disable=True)
    fitted = mlflow.get_run(auto.info.run_id)
    tried = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{grid.info.run_id}'")

    model = LogisticRegression(max_iter=200).fit(rows, labels)
    with mlflow.start_run(run_name="by-hand") as run:
        mlflow.log_metric("accuracy", 0.97)
        logged = mlflow.sklearn.log_model(
            model, name="model", pip_requirements=["scikit-learn"], input_example=rows.head(2), registered_model_name="iris", params={"C": 1.0}, tags={"who": "anna"}
        )
    client.set_registered_model_alias("iris", "champion", 1)
    version = mlflow.register_model(f"runs:/{run.info.run_id}/model", "iris")
    client.set_model_version_tag("iris", version.version, "checked", "yes")
    expected = model.predict(rows).tolist()
    uris = ["models:/iris@champion", "models:/iris/2", "models:/iris/latest", logged.model_uri, f"runs:/{run.info.run_id}/model"]
    agree = [mlflow.pyfunc.load_model(uri).predict(rows).tolist() == expected for uri in uris]
    native = mlflow.sklearn.load_model("models:/iris@champion").predict(rows).tolist() == expected
    known = mlflow.get_logged_model(logged.model_id)
    found = mlflow.search_logged_models(filter_string="name = 'model' AND metrics.accuracy > 0.9", output_format="list")
    champion = client.get_model_version_by_alias("iris", "champion")
    return {
        "auto": [fitted.info.status, fitted.data.params["max_iter"], fitted.data.metrics["training_accuracy_score"] > 0.9],
        "inputs": [one.dataset.name for one in fitted.inputs.dataset_inputs],
        "outputs": len(fitted.outputs.model_outputs),
        "tried": len(tried),
        "agree": agree,
        "native": native,
        "model": [known.status.value, known.params["C"], known.tags["who"], known.source_run_id == run.info.run_id],
        "metrics": [[one.key, one.value] for one in known.metrics],
        "found": [one.model_id for one in found] == [logged.model_id],
        "versions": sorted(int(one.version) for one in client.search_model_versions("name = 'iris'")),
        "champion": [int(champion.version), list(champion.aliases), champion.run_id == run.info.run_id],
        "files": sorted(os.path.basename(one.path) for one in mlflow.artifacts.list_artifacts(logged.model_uri)),
        "frame": isinstance(rows, pd.DataFrame),
    }


def many():
    """5,000 files up, listed and down again."""
    mlflow.set_experiment("files")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as back:
        for i in range(5000):
            path = os.path.join(folder, f"part-{i // 500:02d}", f"file {i:04d}.txt")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as out:
                out.write(f"{i}\n" * 5)
        began = time.monotonic()
        with mlflow.start_run() as run:
            mlflow.log_artifacts(folder, "all")
        up = time.monotonic() - began
        listed = sum(len(client.list_artifacts(run.info.run_id, f"all/part-{i:02d}")) for i in range(10))
        began = time.monotonic()
        mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="all", dst_path=back)
        down = time.monotonic() - began
        same = all(
            open(os.path.join(back, "all", f"part-{i // 500:02d}", f"file {i:04d}.txt")).read() == f"{i}\n" * 5 for i in range(5000)
        )
    return {"listed": listed, "same": same, "seconds": [round(up, 1), round(down, 1)]}


def large():
    """One file of 1 GB up and down again, in parts and ranges if the server offers them."""
    mlflow.set_experiment("large")
    block = os.urandom(2**20)
    with tempfile.TemporaryDirectory() as folder:
        path, digest = os.path.join(folder, "large.bin"), hashlib.sha256()
        with open(path, "wb") as out:
            for i in range(1024):
                # No two blocks are the same: a part that is stored in another's place is seen.
                piece = i.to_bytes(8, "big") + block[8:]
                out.write(piece)
                digest.update(piece)
        began = time.monotonic()
        with mlflow.start_run() as run:
            mlflow.log_artifact(path)
        up = time.monotonic() - began
        os.remove(path)
        listed = client.list_artifacts(run.info.run_id)
        began = time.monotonic()
        back = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="large.bin", dst_path=folder)
        down = time.monotonic() - began
        with open(back, "rb") as file:
            same = hashlib.file_digest(file, "sha256").digest() == digest.digest()
    return {"size": listed[0].file_size, "same": same, "seconds": [round(up, 1), round(down, 1)]}


print(json.dumps({one.__name__: one for one in (fluent, asynchronous, paging, system, learning, many, large)}[sys.argv[1]]()))
