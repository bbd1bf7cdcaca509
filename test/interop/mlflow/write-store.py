"""Fills an MLflow store of this machine through MLflow's own client. Argument: the tracking URI."""

import os
import sys
import tempfile

import mlflow
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    LoggedModelInput,
    LoggedModelOutput,
    Metric,
    Param,
    RunTag,
)
from mlflow.tracking import MlflowClient

uri = sys.argv[1]
mlflow.set_tracking_uri(uri)
mlflow.set_registry_uri(uri)
client = MlflowClient(uri, uri)


def log_file(run_id, path, text):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, os.path.basename(path))
        with open(file, "w") as out:
            out.write(text)
        client.log_artifact(run_id, file, os.path.dirname(path) or None)


intent = client.create_experiment("team/intent", tags={"owner": "ml"})
gone = client.create_experiment("given up")
parent = client.create_run(intent, start_time=1000, run_name="parent", tags={"mlflow.user": "ada"})
pid = parent.info.run_id
client.log_batch(
    pid,
    metrics=[Metric("loss", 1 / (step + 1), 2000 + step, step) for step in range(900)]
    + [
        Metric("strange", float("nan"), 2000, 0),
        Metric("endless", float("inf"), 2000, 0),
        Metric("val/f1 score", 0.25, 2000, -3),
        Metric("val/f1 score", 0.25, 2000, -3),
    ],
    params=[Param("lr", "0.1"), Param("empty", ""), Param("lines", "a\nb"), Param("grün/ä", "ü")],
    tags=[RunTag("note", "with, 'quotes' and \"more\""), RunTag("mlflow.source.git.commit", "1" * 40)],
)
client.log_inputs(
    pid,
    [
        DatasetInput(
            Dataset("intents", "abc123", "local", '{"uri": "x"}', schema='{"a": 1}', profile='{"rows": 3}'),
            [InputTag("mlflow.data.context", "training")],
        )
    ],
)
log_file(pid, "model/MLmodel", "flavors: {}\n")
log_file(pid, "model/data/weights.txt", "0.1 0.2")
log_file(pid, "notes ü.txt", "")
model = client.create_logged_model(
    intent, name="candidate", source_run_id=pid, tags={"stage": "trial"}, params={"depth": "3"}, model_type="rules"
)
client.log_outputs(pid, [LoggedModelOutput(model.model_id, 7)])
client.log_metric(pid, "accuracy", 0.75, timestamp=3000, step=7, model_id=model.model_id)
client.finalize_logged_model(model.model_id, "READY")
client.set_terminated(pid, "FINISHED", end_time=9000)
child = client.create_run(intent, start_time=1500, run_name="child", tags={"mlflow.parentRunId": pid})
client.log_inputs(child.info.run_id, models=[LoggedModelInput(model.model_id)])
client.set_terminated(child.info.run_id, "FAILED", end_time=1600)
client.create_run(intent, start_time=1700, run_name="still at it")
thrown = client.create_run(intent, start_time=1800, run_name="thrown away")
client.log_param(thrown.info.run_id, "lr", "9")
client.delete_run(thrown.info.run_id)
lost = client.create_run(gone, start_time=1900, run_name="in a deleted experiment")
client.log_metric(lost.info.run_id, "loss", 3, timestamp=2, step=1)
client.delete_experiment(gone)

client.create_registered_model("intent", tags={"team": "ml"}, description="what is meant")
for number in (1, 2):
    client.create_model_version(
        "intent",
        f"{client.get_run(pid).info.artifact_uri}/model",
        pid,
        tags={"number": str(number)},
        description=f"the {number}.",
    )
client.set_registered_model_alias("intent", "champion", 1)
client.set_registered_model_alias("intent", "newest", 2)
print("true")
