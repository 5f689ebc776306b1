"""How fast calls are answered at so many a second, and whether anything is left open after very many.

    python scripts/bench_calls.py --rate 20 --hold 0.5 --workers 16 --seconds 60 --json

Starts a hotline of its own (`lingting serve` with Kamailio, in a temporary folder, on ports from `--port` on) and calls
it through Kamailio with sipp. `setup_ms` counts from the INVITE to its 200. With more calls than workers the rest get
503, counted as `refused_503`; whatever else goes wrong is a failure, and the exit status is 1. The baseline of the same
run: sipp answering at once in the place of each worker behind the same Kamailio; other programs on the machine hurt
both, so read the ratio first.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from call_bench import rate


def options_from(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rate", type=float, default=20.0, help="calls a second")
    parser.add_argument("--hold", type=float, default=0.5, help="seconds from 200 to BYE")
    parser.add_argument("--workers", type=int, default=16, help="call workers")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long calls are begun")
    parser.add_argument("--port", type=int, default=24_000, help="first of the ports taken, about 120 per worker")
    parser.add_argument("--keep", type=Path, help="an empty folder for everything, kept; by default a temporary one")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def main() -> None:
    options = options_from()
    with tempfile.TemporaryDirectory(prefix="lt-bench-") as temporary:
        found = asyncio.run(rate.rate(options, options.keep or Path(temporary)))
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        rate.show(found)
    sys.exit(1 if found["failures"] else 0)


if __name__ == "__main__":
    main()
