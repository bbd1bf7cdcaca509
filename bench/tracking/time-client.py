"""Calls of MLflow's own client against the server of MLFLOW_TRACKING_URI, as many as SECONDS allow of each kind:
time-client.py SECONDS RUN POINTS. RUN has a metric `loss` of so many POINTS. Prints JSON: of each kind the calls a
second and the share of the time that this process was on the CPU."""

import json
import sys
import time

from mlflow import MlflowClient
from mlflow.entities import Metric

seconds, long_run, points = float(sys.argv[1]), sys.argv[2], int(sys.argv[3])
client = MlflowClient()
run = client.create_run("0").info.run_id
out = {}
count = 0


def timed(name, work):
    global count
    work()  # the first one imports and connects
    calls, wall, cpu = 0, time.perf_counter(), time.process_time()
    while calls == 0 or time.perf_counter() - wall < seconds:
        count += 1
        work()
        calls += 1
    took = time.perf_counter() - wall
    out[name] = calls / took
    out[f"{name}_cpu"] = (time.process_time() - cpu) / took


def batch(size):
    metrics = [Metric(f"metric-{i}", 0.5, 1764000000000, count) for i in range(size)]
    client.log_batch(run, metrics=metrics)


def read():
    read_points = len(client.get_metric_history(long_run, "loss"))
    if read_points != points:
        sys.exit(f"{points} points were logged, and {read_points} read")


timed("metric", lambda: client.log_metric(run, "loss", 0.5, step=count))
timed("batch10", lambda: batch(10))
timed("batch500", lambda: batch(500))
timed("create", lambda: client.create_run("0"))
timed("history", read)
print(json.dumps(out))
