"""What the release's own validation says of values: for each rule and value null, or why it is refused. Prints JSON.

Argument: a file with {"rules": {rule: [values]}, "places": [URIs], "roots": [an artifact root of the server, or null]}.
"""

import json
import os
import sys

from mlflow.exceptions import MlflowException
from mlflow.store.artifact import host_policy
from mlflow.utils import validation

given = json.load(open(sys.argv[1]))


def place(uri):
    if (scheme := host_policy.rejected_host_addressed_scheme(uri)) is not None:
        raise MlflowException(scheme)


def alias(name):
    validation._validate_model_alias_name(name)
    validation._validate_model_alias_name_reserved(name)


RULES = {
    "alias": alias,
    "experimentTag": lambda value: validation._validate_experiment_tag("key", value),
    "tagKey": lambda key: validation._validate_experiment_tag(key, "value"),
    "registeredName": validation._validate_model_name,
    "newName": validation._validate_model_renaming,
    "loggedName": validation._validate_logged_model_name,
    "runId": validation._validate_run_id,
    "experimentName": validation._validate_experiment_name,
}


def said(rule, value):
    try:
        rule(value)
    except MlflowException as error:
        return str(error)
    return None


seen = {rule: [said(RULES[rule], value) for value in values] for rule, values in given["rules"].items()}
seen["places"] = []
for root in given["roots"]:
    os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"] = root or ""
    seen["places"].append([said(place, uri) for uri in given["places"]])
print(json.dumps(seen))
