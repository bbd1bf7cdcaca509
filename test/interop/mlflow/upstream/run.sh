#!/usr/bin/env bash
# Runs MLflow's own tests against Fettle, unmodified, from a checkout of MLflow that the machine has:
#   FETTLE_MLFLOW_SOURCE   the checkout, of which only the tests are used (commit a89bed676 is the one that is scored)
#   FETTLE_MLFLOW_PYTHON   a Python with upstream/requirements.txt installed (3.12 at most): the client is of that release
#   FETTLE_UPSTREAM_REFERENCE=1   asks the release's own server the same instead, which shows what it moved since the checkout
# Arguments: names of groups (tracking, registry, artifacts, webhooks; all of them without one), then pytest's own
# after `--`, for instance: run.sh tracking -- -k test_log_batch -x
# The last line is the score: N passed, N failed, N skipped (reasons).
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
if [ -z "${FETTLE_MLFLOW_SOURCE:-}" ] || [ ! -d "${FETTLE_MLFLOW_SOURCE:-}/tests/tracking" ]; then
  echo "error: FETTLE_MLFLOW_SOURCE is \"${FETTLE_MLFLOW_SOURCE:-}\"; expected a checkout of MLflow with its tests" >&2
  exit 2
fi
python="${FETTLE_MLFLOW_PYTHON:-python3}"
if ! "$python" -c 'import pytest, pytest_timeout, uvicorn, sys; sys.exit(sys.version_info >= (3, 13))' 2>/dev/null; then
  echo "error: $python lacks what the tests need; install $here/requirements.txt into a Python 3.12 or older and name it in FETTLE_MLFLOW_PYTHON" >&2
  exit 2
fi
source="$(cd "$FETTLE_MLFLOW_SOURCE" && pwd)"

groups=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  groups+=("$1")
  shift
done
[ "${1:-}" = -- ] && shift
files="$("$python" - "$here/selection.toml" "${groups[@]+"${groups[@]}"}" <<'PYTHON'
import sys, tomllib
groups = tomllib.load(open(sys.argv[1], "rb"))["groups"]
for name in sys.argv[2:] or groups:
    if name not in groups:
        sys.exit(f"error: no group {name!r}; there are {', '.join(groups)}")
    for path in groups[name]:
        print(path)
PYTHON
)" || exit 2
mapfile -t files <<<"$files"

scratch="$(mktemp -d "${TMPDIR:-/tmp}/fettle-upstream-run-XXXXXX")"
trap 'rm -rf "$scratch"' EXIT
# The package is the installed release's, so the checkout's own must not be found: only its tests are laid out. MLflow's
# conftest.py wants to be run from there; relative artifact locations resolve against it.
mkdir "$scratch/source" && ln -s "$source/tests" "$source/pyproject.toml" "$scratch/source/" && cd "$scratch/source" || exit 1
FETTLE_UPSTREAM_SCORE="$scratch/score" PYTHONPATH="$scratch/source:$here${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1 CI=false \
  "$python" -m pytest -p fettle_plugin -p no:cacheprovider --rootdir "$scratch/source" -c "$scratch/source/pyproject.toml" \
  --color=no --durations=0 --durations-min=20 --no-showlocals --tb=short -q -q --timeout 60 --basetemp "$scratch/pytest" "$@" "${files[@]}"
code=$?
cat "$scratch/score" 2>/dev/null || echo "error: pytest ended with $code and no score"
exit "$code"
