"""Reads filters and orders with MLflow's own parser, one JSON line each, and says what it made of them."""

import json
import sys

from mlflow.utils.search_utils import (
    SearchExperimentsUtils,
    SearchLoggedModelsUtils,
    SearchModelUtils,
    SearchModelVersionUtils,
    SearchUtils,
)

PARSERS = {
    "runs": SearchUtils,
    "experiments": SearchExperimentsUtils,
    "registered models": SearchModelUtils,
    "model versions": SearchModelVersionUtils,
    "logged models": SearchLoggedModelsUtils,
}


def checked(parser, condition):
    """What the stores check besides: whether the comparator suits the field."""
    kind, key = condition["type"], condition["key"]
    comparator = condition["comparator"].upper()
    if parser is SearchUtils:
        key = SearchUtils.translate_key_alias(key)
    value = condition["value"]
    if kind == "attribute" and key in parser.NUMERIC_ATTRIBUTES:
        parser.is_numeric_attribute(kind, key, comparator)
        value = float(value)
    elif kind == "attribute":
        parser.is_string_attribute(kind, key, comparator)
    elif kind == "metric":
        parser.is_metric(kind, comparator)
        value = float(value)
    elif kind == "parameter":
        parser.is_param(kind, comparator)
    elif kind == "tag":
        parser.is_tag(kind, comparator)
    elif kind == "dataset":
        parser.is_dataset(kind, comparator)
    return [kind, key, comparator, value]


def order(parser, text):
    if parser is SearchUtils:
        kind, key, ascending = parser.parse_order_by_for_search_runs(text)
        key = SearchUtils.translate_key_alias(key)
        if kind == "dataset":
            raise ValueError("the store can't sort by data sets")
    elif parser is SearchExperimentsUtils:
        kind, key, ascending = parser.parse_order_by_for_search_experiments(text)
    elif parser is SearchModelUtils:
        kind, key, ascending = parser.parse_order_by_for_search_registered_models(text)
    else:
        kind, key, ascending = parser.parse_order_by_for_search_model_versions(text)
    return [kind, key, "asc" if ascending else "desc", None]


for line in sys.stdin:
    asked = json.loads(line)
    parser = PARSERS[asked["of"]]
    try:
        if asked.get("order"):
            read = [order(parser, asked["text"])]
        else:
            parsed = parser.parse_search_filter(asked["text"])
            read = [checked(parser, condition) for condition in parsed]
        print(json.dumps({"read": read}))
    except Exception as error:
        print(json.dumps({"refused": f"{type(error).__name__}: {error}"[:300]}))
