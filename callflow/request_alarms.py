"""Alarms for requests that came by another channel than the telephone: their citizen is not on the line.

A call's alarm is its agent's (`callflow.emergency`). Nobody has such a request yet, so its alarm is everybody's who
may take it, and stands until somebody has: until its draft is confirmed or discarded.
"""

from collections.abc import Iterable

import msgspec

from callflow.drafting.matters.emergency import emergencies_in
from callflow.units import TicketNumber, WallMs

_SERVICES = {"110": "公安", "119": "消防", "120": "急救", "122": "交通事故"}


class RequestEmergency(msgspec.Struct, frozen=True, kw_only=True):
    """The service that a request's words want at once, what it is, and the words."""

    service: str
    label: str
    words: str


class RequestAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, as it is shown to whoever may take the request."""

    ticket: TicketNumber
    source: str
    """Through which channel it came."""
    title: str
    service: str
    label: str
    words: str
    at: WallMs


def emergencies_of(lines: Iterable[str]) -> tuple[RequestEmergency, ...]:
    """What the sentences of a request tell, each service once, in the order of telling."""
    found: dict[str, RequestEmergency] = {}
    for line in lines:
        for one in emergencies_in(line):
            words = line[one.start : one.end]
            found.setdefault(one.service, RequestEmergency(service=one.service, label=one.label, words=words))
    return tuple(found.values())


def advice(services: Iterable[str]) -> str:
    """What a citizen who wrote of an emergency has to do now, in Chinese; empty when there is none."""
    numbers = "、".join(f"{service}（{_SERVICES[service]}）" for service in services)
    if not numbers:
        return ""
    return f"您反映的情况可能危及人身安全，请立即拨打{numbers}。网上提交的诉求不能代替报警求助。"
