"""What MLflow's client does with records that would lead it to a stranger's host. Prints JSON.

Arguments: JSON with the stranger's address, and an experiment, a run, a logged model and a model version that an earlier
release recorded there.
"""

import json
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

given = json.loads(sys.argv[1])
client = MlflowClient()


def outcome(work):
    try:
        work()
    except MlflowException as error:
        return [error.error_code, str(error)]
    except Exception as error:
        return [type(error).__name__, str(error)]
    return None


host = given["host"]
places = [
    f"http://{host}/a",
    f"http://user:pw@{host}/a",
    f"http://{host}/api/2.0/mlflow-artifacts/artifacts/0/x/artifacts",
    f"mlflow-artifacts://{host}/0/x/artifacts",
    f"ftp://{host}/a",
    f"sftp://{host}/a",
    f"hdfs://{host}/a",
    f"viewfs://{host}/a",
    f"r2://bucket@{host}/a",
    f"b2://bucket@{host}/a",
    f"abfss://files@{host}/a",
]
client.create_registered_model("new")
seen = {
    "locations": [outcome(lambda p=p, i=i: client.create_experiment(f"e{i}", p)) for i, p in enumerate(places)],
    "sources": [outcome(lambda p=p: client.create_model_version("new", p)) for p in places],
}
run, model = given["run"], given["model"]
seen["run"] = client.get_run(run).info.artifact_uri
seen["logged"] = outcome(lambda: client.log_text(run, "hello", "a.txt"))
seen["read"] = mlflow.artifacts.load_text(f"runs:/{run}/a.txt")
seen["experiment"] = client.get_experiment(given["experiment"]).artifact_location
other = client.create_run(given["experiment"])
client.log_text(other.info.run_id, "fresh", "b.txt")
seen["fresh"] = [other.info.artifact_uri, mlflow.artifacts.load_text(f"runs:/{other.info.run_id}/b.txt")]
seen["model"] = client.get_logged_model(model).artifact_location
seen["modelFiles"] = outcome(lambda: mlflow.artifacts.download_artifacts(f"models:/{model}"))
seen["version"] = outcome(lambda: mlflow.artifacts.download_artifacts("models:/old/1"))
seen["copy"] = outcome(lambda: client.copy_model_version("models:/old/1", "copied"))
old = client.get_model_version("old", "1")
seen["shown"] = [old.source, client.search_model_versions("name = 'old'")[0].source]
# A filter compares what was recorded; what it finds is told as everything else.
found = client.search_runs([given["experiment"]], f"attributes.artifact_uri LIKE '%{host}%'")
seen["searched"] = [[run.info.run_id for run in found], found[0].info.artifact_uri]
seen["loaded"] = [
    outcome(lambda: mlflow.pyfunc.load_model("models:/old/1")),
    outcome(lambda: mlflow.pyfunc.load_model(old.source)),
    outcome(lambda: mlflow.artifacts.download_artifacts(run_id=run, artifact_path="none.txt")),
    outcome(lambda: mlflow.register_model("models:/old/1", "again")),
    outcome(lambda: mlflow.register_model(old.source, "again")),
]
print(json.dumps(seen))
