#!/usr/bin/env bash
# Pin every package by version and hash, from pyproject.toml. Wants uv; run it when a dependency is added or renewed.
#   requirements/compile.sh            keep the pins that still fit
#   requirements/compile.sh --upgrade  take the newest
set -euo pipefail
cd "$(dirname "$0")/.."
pin() { uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --python-platform linux "$@"; }
pin pyproject.toml --output-file requirements/base.txt "$@"
pin --group build --constraint requirements/base.txt --output-file requirements/build.txt "$@"
pin --group phone --constraint requirements/base.txt --output-file requirements/phone.txt "$@"
pin --group dev --constraint requirements/base.txt --constraint requirements/build.txt --output-file requirements/dev.txt "$@"
