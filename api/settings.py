"""What the composition root decides for the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import callflow

DESK = Path(__file__).parent / "desk" / "dist"
"""The agents' page as built by `make desk`."""

FLOWS = Path(callflow.__file__).parent / "flows"
"""The menus that are shipped."""


@dataclass(frozen=True, kw_only=True)
class ApiSettings:
    """`time_zone` says when a day begins; `sip_realm` goes into phones' digests (RFC 7616 §3.4.2)."""

    time_zone: ZoneInfo
    sip_realm: str
    desk: Path = DESK
    resume_timeout_s: float = 10
    """How long a connected screen may keep its `Resume` to itself."""
    flows: Path = FLOWS
    attachments: Path = Path("var/attachments")
    """Where departments' files are kept."""
    clips: Mapping[str, str] | None = None
    """The clips that can be played, with their texts; None: menus are not checked against them."""
    session_check_s: float = 30
    """How often an open screen's session is looked at again."""
