#!/usr/bin/env bash
# Makes the Python environments of the interop suites: one per folder with a requirements.txt, in .cache/interop-NAME.
# One whose requirements have not changed is used again. Without Python or the package index it says what is missing,
# and the suites that need it are skipped loudly.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

python="${FETTLE_PYTHON:-python3}"
missing=0
for requirements in test/interop/*/requirements.txt; do
  [ -e "$requirements" ] || continue
  name="$(basename "$(dirname "$requirements")")"
  folder=".cache/interop-$name"
  if cmp -s "$requirements" "$folder/requirements.txt" && "$folder/bin/python" -c '' 2>/dev/null; then
    continue
  fi
  rm -rf "$folder"
  mkdir -p .cache
  log=".cache/interop-$name.log"
  if timeout 120 "$python" -m venv "$folder" >"$log" 2>&1 && timeout 600 "$folder/bin/python" -m pip install --quiet \
    --disable-pip-version-check --no-input -r "$requirements" >>"$log" 2>&1; then
    cp "$requirements" "$folder/requirements.txt"
    echo "made $folder"
  else
    rm -rf "$folder"
    tail -n 5 "$log" >&2
    echo "SKIPPED: no Python environment for $name; its interop tests can't run" >&2
    missing=1
  fi
done
[ "$missing" -eq 0 ] || [ "${FETTLE_INTEROP_REQUIRED:-0}" != 1 ]
