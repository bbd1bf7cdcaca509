"""Lists and fetches every file of a run with MLflow's client, each by itself and all of each folder at once."""

import json
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient

url, run = sys.argv[1:]
mlflow.set_tracking_uri(url)
client = MlflowClient(url)


def fetch(path):
    try:
        at = mlflow.artifacts.download_artifacts(
            run_id=run, artifact_path=path, dst_path=tempfile.mkdtemp()
        )
    except Exception as error:
        return {"failed": type(error).__name__}
    if os.path.isdir(at):
        return {"files": sum(len(files) for _, _, files in os.walk(at))}
    with open(at, encoding="utf-8") as file:
        return {"text": file.read()}


found = {}
for folder in client.list_artifacts(run):
    found[folder.path] = fetch(folder.path)
    for entry in client.list_artifacts(run, folder.path):
        found[entry.path] = fetch(entry.path)
print(json.dumps(found))
