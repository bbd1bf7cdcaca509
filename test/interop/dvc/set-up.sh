#!/bin/sh
# Makes the virtual environment that dvc.interop.test.ts runs DVC from. Once; some minutes and 400 MB.
set -eu
cd "$(dirname "$0")/../../.."
python="${PYTHON:-python3.11}"
"$python" -m venv .cache/interop-dvc
.cache/interop-dvc/bin/python -m pip install --quiet --disable-pip-version-check -r test/interop/dvc/requirements.txt
.cache/interop-dvc/bin/dvc --version
