#!/usr/bin/env bash
# All tests, in lanes that can run side by side on two cores: those of SIP peers, which mostly wait, and beside them the API and
# the records, which give way to them; then two of what only computes; then two of whole hotlines, which take half a core
# each. Where both cores are busy bridges starve, and sound that is late fails the tests that measure it. Each lane prints its
# whole output when all are over; the last line sums them up.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
mkdir -p artefacts
readonly BEGAN=$SECONDS

lane() {
    local name=$1
    shift
    nice -n "${GIVES_WAY:-0}" .venv/bin/python -m pytest "$@" --junitxml="artefacts/junit-$name.xml" >"artefacts/tests-$name.log" 2>&1
}

phones=(tests/sip/test_kamailio_*.py tests/sip/test_softphone*.py tests/sip/test_desk_phone.py
    tests/sip/test_transfer_by_phone.py)
timers=(tests/sip/test_worker_session_timer.py)
workers=(tests/sip)
for file in "${phones[@]}" "${timers[@]}"; do workers+=(--ignore "$file"); done
# Each starts hotlines of its own, so they may run beside those that share one.
alone=(tests/calls/test_answer_at_desk.py tests/calls/test_bench_calls.py tests/calls/test_direct.py
    tests/calls/test_private_calls.py)
calls=(tests/calls)
for file in "${alone[@]}"; do calls+=(--ignore "$file"); done

status=0
side_by_side() {
    local pid
    for pid in "$@"; do wait "$pid" || status=1; done
}

lane workers "${workers[@]}" &
running=("$!")
TEST_LANE=1 lane phones "${phones[@]}" &
running+=("$!")
TEST_LANE=2 lane timers "${timers[@]}" &
running+=("$!")
GIVES_WAY=10 lane records tests/api tests/records --timeout 400 &
side_by_side "${running[@]}" "$!"
lane parts tests/unit tests/setup tests/asr --timeout 400 &
first=$!
lane desk tests/browser/desk --timeout 400 &
side_by_side "$first" "$!"
lane calls "${calls[@]}" &
first=$!
TEST_LANE=1 lane scenes tests/supervision tests/scenarios tests/browser/test_*.py "${alone[@]}" &
side_by_side "$first" "$!"

lanes=(workers phones timers records parts desk calls scenes)
for name in "${lanes[@]}"; do cat "artefacts/tests-$name.log"; done
.venv/bin/python - "$((SECONDS - BEGAN))" "${lanes[@]}" <<'SUM'
import re
import sys
from pathlib import Path

seconds, *lanes = sys.argv[1:]
total = {}
for lane in lanes:
    last = Path(f"artefacts/tests-{lane}.log").read_text(encoding="utf-8").strip().splitlines()[-1]
    for count, what in re.findall(r"(\d+) (passed|failed|errors?|skipped|xfailed|warnings?|deselected)", last):
        total[what] = total.get(what, 0) + int(count)
print(f"=== {', '.join(f'{count} {what}' for what, count in total.items()) or 'no tests ran'} in {seconds}.00s ===")
SUM
exit "$status"
