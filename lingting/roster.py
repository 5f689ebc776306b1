"""`var/run/ready.json`: who runs, for tests, the demo and an administrator.

    {"supervisor": 4711, "ready": true, "kamailio": 4712, "switchboard": 4713,
     "calls": [{"id": "w0-5f2a", "pid": 4714, "sip": "127.0.0.1:7100", "ready": true}, ...],
     "speech": [{"id": "s0-91c3", "pid": 4715, "ready": true}]}

A process that is not there is null, or missing from its list. The file is replaced as a whole at each change.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lingting.children import Child


def roster(children: Iterable[Child], *, ready: bool) -> dict[str, Any]:
    """The file's content."""
    by_kind: dict[str, list[Child]] = {}
    for child in children:
        by_kind.setdefault(child.spec.kind, []).append(child)
    return {
        "supervisor": os.getpid(),
        "ready": ready,
        "kamailio": _pid(by_kind.get("kamailio", [])),
        "switchboard": _pid(by_kind.get("switchboard", [])),
        "calls": [_entry(child) for child in by_kind.get("calls", [])],
        "speech": [_entry(child) for child in by_kind.get("speech", [])],
    }


def write_roster(path: Path, content: dict[str, Any]) -> None:
    """Replace the file."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(content, indent=1), encoding="utf-8")
    new.replace(path)


def _pid(children: list[Child]) -> int | None:
    return children[0].pid if children else None


def _entry(child: Child) -> dict[str, Any]:
    entry = {"id": child.spec.name, "pid": child.pid, "sip": child.spec.sip, "ready": child.is_ready}
    return {key: value for key, value in entry.items() if value is not None}
