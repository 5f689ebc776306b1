"""Identities and units, one name each, so that a signature says what a number means."""

from typing import NewType

CaseId = NewType("CaseId", str)
"""One call and all that belongs to it: `20261121-233015-w3f2a-7` (UTC date, time, worker, its counter)."""

LegId = NewType("LegId", str)
"""One party's dialog inside a case: `citizen`, `agent-1`, `department-2`."""

AgentId = NewType("AgentId", str)
"""An agent's number (工号), which is also the user part of the agent's SIP address: `1026`."""

TicketNumber = NewType("TicketNumber", str)
"""A ticket's number, digits only, so that a citizen can key it in: `261121000042`."""

UtteranceId = NewType("UtteranceId", str)
"""`<leg>:<first sample>`: where on which recording it begins, hence the same however often it is decoded."""

WallMs = NewType("WallMs", int)
"""Milliseconds since 1970-01-01T00:00Z."""

CallMs = NewType("CallMs", int)
"""Milliseconds since the INVITE of the case's first leg arrived (call time)."""

DurationMs = NewType("DurationMs", int)
"""A length of time in milliseconds."""

SampleIndex = NewType("SampleIndex", int)
"""A sample's place in a leg's recording, the first is 0; recordings run at 16,000 samples a second."""

SAMPLE_RATE_HZ = 16_000
SAMPLE_BYTES = 2
"""The rate of the bridge and of every recording."""

CITIZEN = LegId("citizen")
"""The leg whose INVITE opened the case."""

MUSIC = LegId("music")
"""Hold music as a talker in a topology; it never listens."""
