#!/usr/bin/env bash
# All tests, in lanes that can run side by side on two cores: two of SIP peers, which mostly wait; then two of what only computes;
# then two of whole hotlines, which take half a core each. Where both cores are busy bridges starve, and sound that is late fails
# the tests that measure it. Each lane prints its whole output when all are over; the last line sums them up.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
mkdir -p artefacts
readonly BEGAN=$SECONDS

lane() {
    local name=$1
    shift
    .venv/bin/python -m pytest "$@" --junitxml="artefacts/junit-$name.xml" >"artefacts/tests-$name.log" 2>&1
}

phones=(tests/sip/test_kamailio_*.py tests/sip/test_softphone*.py tests/sip/test_desk_phone.py
    tests/sip/test_transfer_by_phone.py tests/sip/test_worker_session_timer.py)
workers=(tests/sip)
for file in "${phones[@]}"; do workers+=(--ignore "$file"); done

status=0
side_by_side() {
    local pid
    for pid in "$@"; do wait "$pid" || status=1; done
}

lane workers "${workers[@]}" &
first=$!
LINGTING_TEST_LANE=1 lane phones "${phones[@]}" &
side_by_side "$first" "$!"
lane parts tests/unit tests/setup tests/browser/desk tests/asr --timeout 400 &
first=$!
lane records tests/api tests/records --timeout 400 &
side_by_side "$first" "$!"
lane calls tests/calls --ignore tests/calls/test_bench_calls.py &
first=$!
lane scenes tests/supervision tests/scenarios tests/browser/test_*.py tests/calls/test_bench_calls.py &
side_by_side "$first" "$!"

lanes=(workers phones parts records calls scenes)
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
