#!/usr/bin/env bash
# All tests in two halves, one after the other: side by side they starve each other's bridges on two cores, and sound that is
# late fails the tests that measure it. Each half prints its whole output when it is over; the last line sums both up.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
mkdir -p artefacts

half() {
    name=$1
    shift
    .venv/bin/python -m pytest "$@" --junitxml="artefacts/junit-$name.xml" \
        >"artefacts/tests-$name.log" 2>&1
}

half parts tests/unit tests/api tests/records tests/asr tests/setup tests/sip tests/browser
parts_status=$?
half hotline tests/supervision tests/calls tests/scenarios
hotline_status=$?

cat artefacts/tests-parts.log artefacts/tests-hotline.log
.venv/bin/python - <<'SUM'
import re
from pathlib import Path

total, seconds = {}, 0.0
for log in ("parts", "hotline"):
    last = Path(f"artefacts/tests-{log}.log").read_text(encoding="utf-8").strip().splitlines()[-1]
    for count, what in re.findall(r"(\d+) (passed|failed|errors?|skipped|xfailed|warnings?|deselected)", last):
        total[what] = total.get(what, 0) + int(count)
    seconds += sum(map(float, re.findall(r"in ([\d.]+)s", last)))
print(f"=== {', '.join(f'{count} {what}' for what, count in total.items()) or 'no tests ran'} in {seconds:.2f}s ===")
SUM
exit $((hotline_status | parts_status))
