"""Uses the registry and its prompts by the client as its users do, and prints what it saw as one line of JSON."""

import json
import os

import mlflow
import requests
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

seen = {}
client = MlflowClient()


def problem(work):
    try:
        work()
    except MlflowException as error:
        return [error.error_code, error.message]
    except requests.HTTPError as error:
        return [error.response.status_code, str(error)]
    return None


with mlflow.start_run(run_name="trained") as run:
    mlflow.log_text("hello", "model/MLmodel")
seen["runId"] = run.info.run_id
source = f"runs:/{run.info.run_id}/model"

client.create_registered_model("intent", tags={"team": "nlp"}, description="what is meant")
one = client.create_model_version("intent", source, run.info.run_id, tags={"a": "b"}, description="first")
two = client.create_model_version("intent", f"{run.info.artifact_uri}/model", run.info.run_id)
seen["versions"] = [one.version, two.version, type(one.version).__name__, one.status, one.current_stage]
client.set_registered_model_alias("intent", "beta", one.version)
client.set_registered_model_alias("intent", "beta", two.version)
by_alias = client.get_model_version_by_alias("intent", "beta")
seen["alias"] = [by_alias.version, list(by_alias.aliases), client.get_registered_model("intent").aliases]
seen["uri"] = [client.get_model_version_download_uri("intent", v) == s for v, s in (("1", source), ("2", two.source))]
folder = mlflow.artifacts.download_artifacts("models:/intent@beta")
seen["file"] = open(os.path.join(folder, "MLmodel")).read()
seen["latest"] = [v.version for v in client.get_latest_versions("intent")]
client.transition_model_version_stage("intent", "1", "Production")
client.transition_model_version_stage("intent", "2", "Production", archive_existing_versions=True)
seen["stages"] = [client.get_model_version("intent", v).current_stage for v in ("1", "2")]
copy = client.copy_model_version("models:/intent@beta", "intent-copy")
seen["copy"] = [copy.name, copy.version, copy.source, copy.run_id == run.info.run_id]
seen["held"] = problem(lambda: client.log_text(run.info.run_id, "other", "model/MLmodel"))
seen["search"] = {
    "models": [m.name for m in client.search_registered_models("name LIKE 'int%'")],
    "tags": [m.name for m in client.search_registered_models("tags.team = 'nlp'")],
    "versions": sorted(v.version for v in client.search_model_versions("name = 'intent'")),
    "run": len(client.search_model_versions(f"run_id = '{run.info.run_id}'")),
}
client.delete_model_version("intent", "2")
seen["gone"] = problem(lambda: client.get_model_version("intent", "2"))
seen["noAlias"] = problem(lambda: client.get_model_version_by_alias("intent", "beta"))
seen["next"] = client.create_model_version("intent", source, run.info.run_id).version
seen["twice"] = problem(lambda: client.create_registered_model("intent"))
client.rename_registered_model("intent", "intent two")
client.delete_registered_model("intent two")
seen["left"] = [m.name for m in client.search_registered_models()]
seen["hostile"] = [
    problem(lambda s=s: client.create_model_version("intent-copy", s, run.info.run_id))[0]
    for s in ("/etc", "file:///etc", "mlflow-artifacts:/1/../..", "s3://b/..%2f..%2fx", "models:/m-1")
]

prompt = mlflow.genai.register_prompt(
    name="greeting", template="Hello {{name}}", commit_message="first", tags={"lang": "en"}
)
mlflow.genai.register_prompt(name="greeting", template="Good day {{name}}")
mlflow.genai.set_prompt_alias("greeting", alias="live", version=1)
live = mlflow.genai.load_prompt("prompts:/greeting@live")
newest = mlflow.genai.load_prompt("greeting", version=2)
seen["prompt"] = [prompt.version, live.template, live.format(name="Ada"), newest.template, live.tags.get("lang")]
seen["prompts"] = [p.name for p in mlflow.genai.search_prompts()]
seen["noPrompts"] = [m.name for m in client.search_registered_models()]
mlflow.genai.delete_prompt_alias("greeting", alias="live")
seen["noLive"] = problem(lambda: mlflow.genai.load_prompt("prompts:/greeting@live", allow_missing=False))

print(json.dumps(seen))
