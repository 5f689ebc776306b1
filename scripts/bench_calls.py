"""How fast calls are answered at so many a second, and whether anything is left open after very many.

    python scripts/bench_calls.py --rate 20 --hold 0.5 --workers 16 --seconds 60 --json

Starts a hotline of its own (`lingting serve` with Kamailio, in a temporary folder, on ports from `--port` on) and calls
it through Kamailio with sipp. `setup_ms` counts from the INVITE to its 200. With more calls than workers the rest get
503, counted as `refused_503`; whatever else goes wrong is a failure, and the exit status is 1. The baseline of the same
run: sipp answering at once in the place of each worker behind the same Kamailio; other programs on the machine hurt
both, so read the ratio first.

    python scripts/bench_calls.py --mix --calls 1000 --json

Calls of every kind instead: callers who leave in the menu, in the queue, in mid-talk, who cancel, hold, storm with
re-INVITEs or vanish without a BYE; agents who hold, hang up, consult, call a colleague in, leave, pass the citizen on,
are busy, do not answer or vanish; call workers that are killed. Tickets are discarded by the agents, what then waits
for a person by a supervisor. Printed is what is left open after that (nothing should be) and by how much each process
has grown; the exit status is 1 when anything failed, is left, or grows.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
from pathlib import Path

from call_bench import mix, rate


def options_from(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mix", action="store_true", help="calls of every kind, then what is left")
    parser.add_argument("--calls", type=int, default=1000, help="of the mix")
    parser.add_argument("--seed", type=int, default=1, help="of the mix: what agents do when")
    parser.add_argument("--rate", type=float, default=20.0, help="calls a second")
    parser.add_argument("--hold", type=float, default=0.5, help="seconds from 200 to BYE")
    parser.add_argument("--workers", type=int, help="call workers; by default 16, of the mix 24")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long calls are begun")
    parser.add_argument("--port", type=int, default=24_000, help="first of the ports taken, about 120 per worker")
    parser.add_argument("--keep", type=Path, help="an empty folder for everything, kept; by default a temporary one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    options.workers = options.workers or (24 if options.mix else 16)
    return options


def main() -> None:
    options = options_from()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    mode = mix if options.mix else rate
    with tempfile.TemporaryDirectory(prefix="lt-bench-") as temporary:
        found = asyncio.run(mode.run(options, options.keep or Path(temporary)))
    if options.json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        mode.show(found)
    sys.exit(0 if mode.is_clean(found) else 1)


if __name__ == "__main__":
    main()
