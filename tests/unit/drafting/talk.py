"""Calls as a recogniser writes them, for the tests of drafting."""

import json
import re
from pathlib import Path
from typing import Any

from callflow.drafting import DraftContext, FieldName, TicketDraft, draft_ticket
from callflow.units import CallMs, LegId, UtteranceId
from callflow.utterance import Utterance

CALLING = "15912345678"
CONTEXT = DraftContext(calling_number=CALLING, started_at=1_760_000_000_000, city="江城")
DEMO = Path(__file__).parents[3] / "assets" / "demo" / "call" / "script.json"


def spoken(at: int, role: str, text: str) -> Utterance:
    start = CallMs(at * 1000)
    return Utterance(
        id=UtteranceId(f"{role}-1:{at * 8000}"),
        leg=LegId(f"{role}-1"),
        role=role,
        start_ms=start,
        end_ms=CallMs(start + 900),
        text=text,
    )


def talk(*turns: str) -> list[Utterance]:
    """Turns as `agent: …` or `citizen: …`."""
    split = [turn.split(": ", 1) for turn in turns]
    return [spoken(at, role, text) for at, (role, text) in enumerate(split)]


def draft(*turns: str, context: DraftContext = CONTEXT) -> TicketDraft:
    return draft_ticket(talk(*turns), context)


def value(name: FieldName, *turns: str) -> str | None:
    field = draft(*turns).fields.get(name)
    return field.value if field else None


def demo_script() -> dict[str, Any]:
    script: dict[str, Any] = json.loads(DEMO.read_text(encoding="utf-8"))
    return script


def as_heard(script: dict[str, Any]) -> list[Utterance]:
    turns = script["turns"]
    return [spoken(at, turn["speaker"], re.sub(r"\W+", "", turn["text"])) for at, turn in enumerate(turns)]
