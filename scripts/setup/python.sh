#!/usr/bin/env bash
# The virtual environment .venv: `python.sh run` what the hotline runs with, `python.sh test` also what its tests run with,
# `python.sh phone` what `lingting phone` runs with: PyAudio is compiled here, against PortAudio.
#
# Every package is pinned by version and hash (requirements/). A stamp remembers what was installed from which pins, so that a second
# run does nothing. A .venv that was made elsewhere, or for another Python, is made again.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly WHAT=${1:?run, test or phone}
readonly STAMP=.venv/lingting-$WHAT.stamp
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

python() {
    for candidate in python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo 'Python 3.11 is not installed: apt-get install python3 (Debian 12)' >&2
    return 1
}

fingerprint() {
    echo "$PWD $("$1" --version) $(cat pyproject.toml requirements/*.txt | sha256sum)"
}

fits() {
    [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null && grep -qsF "$PWD/.venv" .venv/bin/pip
}

pip() {
    .venv/bin/python -m pip install --quiet --retries 5 --timeout 60 "$@"
}

main() {
    local found wanted
    found=$(python)
    wanted=$(fingerprint "$found")
    if fits && [ "$(cat "$STAMP" 2>/dev/null)" = "$wanted" ]; then return; fi
    fits || { rm -rf .venv && "$found" -m venv .venv; }
    echo "Installing Python packages into .venv ($WHAT)"
    pip --require-hashes -r requirements/build.txt
    pip --require-hashes --no-build-isolation -r requirements/base.txt
    if [ "$WHAT" != run ]; then pip --require-hashes --no-build-isolation -r requirements/phone.txt; fi
    if [ "$WHAT" = test ]; then pip --require-hashes --no-build-isolation -r requirements/dev.txt; fi
    pip --no-deps --no-build-isolation --editable .
    echo "$wanted" >"$STAMP"
}

main
