"""Writes to the server of MLFLOW_TRACKING_URI by MLflow's own client: write-client.py SECONDS. Says "ready", begins at
the first line that it is sent, and prints as JSON what was acknowledged and what failed."""

import json
import sys
import time

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

seconds = float(sys.argv[1])
client = MlflowClient()
print("ready", flush=True)
sys.stdin.readline()
kept = {"metrics": [], "params": [], "tags": [], "batches": []}
faults = []


def call(kind, number, work):
    try:
        work()
        kept[kind].append(number)
    except Exception as error:
        faults.append(str(error)[:300])


run = None
step = 0
start = time.perf_counter()
while time.perf_counter() - start < seconds:
    if run is None:
        try:
            run = client.create_run("0").info.run_id
        except Exception as error:
            faults.append(str(error)[:300])
            continue
    call("metrics", step, lambda: client.log_metric(run, "loss", 0.5, step=step))
    call("params", step, lambda: client.log_param(run, f"param-{step}", step))
    call("tags", step, lambda: client.set_tag(run, f"tag-{step % 100}", step))
    metrics = [Metric(f"metric-{i}", 0.5, 1764000000000, step) for i in range(10)]
    params, tags = [Param(f"batch-{step}", str(step))], [RunTag("batch", str(step))]
    call("batches", step, lambda: client.log_batch(run, metrics=metrics, params=params, tags=tags))
    step += 1
took = time.perf_counter() - start
print(json.dumps({"run": run or "", "seconds": took, "kept": kept, "faults": faults}))
