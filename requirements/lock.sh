#!/bin/sh
# Writes run.lock and dev.lock anew: every package with its version and hashes, for all platforms, from Python 3.11 on.
# uv runs in an environment of its own that is thrown away afterwards.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${PYTHON:-python3}" -m venv "$place/uv"
"$place/uv/bin/python" -m pip install --quiet --disable-pip-version-check uv
compile() {
    "$place/uv/bin/uv" pip compile --quiet --generate-hashes --universal --python-version 3.11 \
        --no-emit-index-url --no-header "$@"
}
# An existing lock is what uv starts from: only what has to change does. Remove it to take the newest of everything.
compile pyproject.toml requirements/build.in --output-file requirements/run.lock
compile pyproject.toml requirements/build.in requirements/dev.in -c requirements/run.lock --output-file requirements/dev.lock
echo "Written: requirements/run.lock ($(grep -c == requirements/run.lock) packages), requirements/dev.lock ($(grep -c == requirements/dev.lock))"
