"""
Logs the runs that it is given to a store of MLflow's own (SQLAlchemy over SQLite, in this process) and searches them.
Reads one JSON object: runs, each with id, name, start, end, status, user, metrics, params, tags; and questions, each
with filter and order_by. Prints, for each question, the ids in order, or what it was refused with.
"""

import json
import math
import sys

from mlflow.entities import Metric, Param, RunStatus, RunTag, ViewType
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
from sqlalchemy import event
from sqlalchemy.engine import Engine

asked = json.load(sys.stdin)


@event.listens_for(Engine, "connect")
def hurry(connection, _):
    """Nobody reads this database after a crash."""
    connection.execute("PRAGMA synchronous = OFF")


store = SqlAlchemyStore(f"sqlite:///{sys.argv[1]}/mlflow.db", sys.argv[1])
experiment = store.create_experiment("search")
ours = {}
for run in asked["runs"]:
    made = store.create_run(
        experiment_id=experiment,
        user_id=run["user"],
        start_time=run["start"],
        tags=[RunTag(key, value) for key, value in run["tags"].items()],
        run_name=run["name"],
    )
    ours[made.info.run_id] = run["id"]
    metrics = [
        Metric(key, math.nan if value == "NaN" else value, 1, 0)
        for key, value in run["metrics"].items()
    ]
    params = [Param(key, value) for key, value in run["params"].items()]
    store.log_batch(made.info.run_id, metrics, params, [])
    if run["end"] is not None:
        store.update_run_info(
            made.info.run_id, RunStatus.from_string(run["status"]), run["end"], None
        )

answers = []
for question in asked["questions"]:
    try:
        ids = []
        token = None
        while True:
            found = store.search_runs(
                [experiment],
                question["filter"],
                ViewType.ACTIVE_ONLY,
                max_results=110,
                order_by=question["order_by"],
                page_token=token,
            )
            ids += [ours[run.info.run_id] for run in found]
            token = found.token
            if not token:
                break
        answers.append({"ids": ids})
    except Exception as error:
        answers.append({"refused": str(error)[:300]})
print(json.dumps(answers))
