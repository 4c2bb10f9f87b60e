#!/bin/sh
# Makes .venv (when absent or broken) and installs into it exactly what a lock file names, then the project itself.
#   sh requirements/environment.sh requirements/run.lock
# Needs Python 3.11 or later with venv, and a package index. PYTHON=… names the Python to use.
set -eu

lock=$1

if [ ! -w . ]; then
    echo "You may not write into $(pwd), where .venv and .state belong." >&2
    echo "Make a checkout of your own (git clone $(pwd) ~/yaomai), or run as its owner." >&2
    exit 1
fi

# A .venv whose Python is gone or was moved is made anew.
if [ -e .venv ] && ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    echo "The environment in .venv does not work any more; making it anew."
    rm -rf .venv
fi

if [ ! -e .venv ]; then
    chosen=
    seen=
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null); then
            chosen=$candidate
            break
        fi
        [ -z "${version:-}" ] || seen="$seen $candidate is $version;"
    done
    if [ -z "$chosen" ]; then
        echo "Python 3.11 or later is needed, and none was found (${seen:- there is no python3;})." >&2
        echo "Install it (Debian and Ubuntu: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12 …" >&2
        exit 1
    fi
    if ! "$chosen" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "$chosen ($version) cannot make environments: its modules venv and ensurepip are missing." >&2
        echo "Install them (Debian and Ubuntu: apt-get install python$version-venv)." >&2
        exit 1
    fi
    echo "Making the environment .venv with $chosen ($version)."
    if ! "$chosen" -m venv .venv; then
        rm -rf .venv
        exit 1
    fi
fi

echo "Installing the $(grep -c '==' "$lock") packages of $lock into .venv; the first time this takes a minute or two."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --progress-bar off --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
