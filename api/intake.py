"""A request that came by another channel becomes a draft: the words are read as a call's are, what was given stands."""

import re
from typing import NamedTuple

from api.channel_bodies import CitizenRequest
from callflow.drafting import DraftContext, FieldName, draft_ticket
from callflow.request_alarms import RequestEmergency, emergencies_of
from callflow.units import CITIZEN, CallMs, SampleIndex, WallMs
from callflow.utterance import Utterance, utterance_id

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")


class Drafted(NamedTuple):
    """The ticket's values, and the emergencies that its words tell of."""

    values: dict[FieldName, str]
    emergencies: tuple[RequestEmergency, ...]


def drafted(request: CitizenRequest, city: str, now: WallMs) -> Drafted:
    """Read a request. A number that was left in words is found like one that was said."""
    lines = _lines(request.text)
    return Drafted(_values(request, lines, city, now), emergencies_of(line.text for line in lines))


def _values(request: CitizenRequest, lines: tuple[Utterance, ...], city: str, now: WallMs) -> dict[FieldName, str]:
    context = DraftContext(calling_number=request.number or "", started_at=now, city=city)
    found = {name: field.value for name, field in draft_ticket(lines, context).fields.items()}
    given = {
        FieldName.CALLER_NAME: request.name.strip(),
        FieldName.CALLBACK_NUMBER: request.number or "",
        FieldName.PLACE: request.place.strip(),
    }
    stands = found | {name: value for name, value in given.items() if value}
    return {FieldName.BODY: request.text.strip()} | {name: value for name, value in stands.items() if value}


def _lines(text: str) -> tuple[Utterance, ...]:
    """A sentence is a line, as a recogniser cuts them."""
    return tuple(_line(nth, sentence[0]) for nth, sentence in enumerate(_SENTENCE.finditer(text)))


def _line(nth: int, text: str) -> Utterance:
    at = CallMs(nth * 1_000)
    return Utterance(
        id=utterance_id(CITIZEN, SampleIndex(nth)), leg=CITIZEN, role="citizen", start_ms=at, end_ms=at, text=text
    )
