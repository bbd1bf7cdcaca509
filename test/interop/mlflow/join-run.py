"""A script as most of MLflow's begin: it says its experiment first. `elsewhere` sets an address of its own besides."""

import sys

import mlflow

if "elsewhere" in sys.argv:
    mlflow.set_tracking_uri("sqlite:///elsewhere.db")
mlflow.set_experiment("asked")

with mlflow.start_run(run_name="scripted", tags={"stage": "trial"}):
    mlflow.log_param("lr", 0.1)
    mlflow.log_metric("loss", 0.4, step=1)
    mlflow.log_text("a note", "notes/a.txt")
with mlflow.start_run(run_name="second"):
    with mlflow.start_run(run_name="nested", nested=True):
        mlflow.log_metric("loss", 0.5)
# Outside of any run: the client starts one by itself.
mlflow.log_metric("late", 1)
