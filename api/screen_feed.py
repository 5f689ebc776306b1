"""Which messages go to this viewer, and what has been sent: the pure half of the WebSocket `/api/screen`.

A case comes onto a screen by a snapshot that the viewer may watch, and leaves it by one that the viewer may
not (or by `CaseGone`). While it is on the screen, its entries are sent in order and each once:
`_Shown.sent` is the highest index sent, whatever is told at or below it has been sent before. A case that
comes onto the screen is read from the log first, because what was told of it until then was not for this
viewer. That is all there is to resuming as well: `seen` puts the start of the reading where the screen left
off. As subscribing and reading are one step on one loop, nothing falls between them, and what is told twice
(read and told) is dropped by its index.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from api.hotline import UnknownCase
from api.masking import mask_alarms, mask_entry, mask_view
from api.supervision import hides, without_supervision
from api.viewer import Viewer
from callflow.log import Entry
from callflow.screen import (
    CaseEntry,
    CaseGone,
    CaseSnapshot,
    Desk,
    Partial,
    RequestAlarms,
    Suggestions,
    TicketMoved,
    Told,
    ToScreen,
    case_entry,
)
from callflow.units import CaseId
from callflow.views import Floor, Me, Presence
from callflow.wallboard import Wallboard

ReadEntries = Callable[[CaseId, int], Sequence[Entry]]
"""The entries of a case above an index. Raises UnknownCase for one that is archived by now."""


class _Shown(msgspec.Struct):
    """A case on the screen.

    The highest index sent, and whether the case is the viewer's own (numbers whole).
    """

    sent: int
    own: bool


class ScreenFeed:
    """What one connection is sent.

    It forgets nothing while the connection lasts and outlives it in nothing.
    """

    def __init__(self, viewer: Viewer, read: ReadEntries) -> None:
        self._viewer = viewer
        self._read = read
        self._shown: dict[CaseId, _Shown] = {}

    def resume(self, seen: dict[CaseId, int], snapshots: Sequence[CaseSnapshot]) -> list[ToScreen]:
        """Say all that the screen missed, given what it has seen in this epoch."""
        watched = {s.case: s for s in snapshots if self._viewer.watches(s.view)}
        stale = [case for case, index in seen.items() if case not in watched or index > watched[case].index]
        messages: list[ToScreen] = [CaseGone(case=case) for case in stale]
        for case, snapshot in watched.items():
            messages += self._bring_in(snapshot, after=-1 if case in stale else seen.get(case, -1))
        return messages

    def take(self, told: Told) -> Sequence[ToScreen]:
        """Turn what the switchboard tells into what this screen is sent."""
        match told:
            case CaseEntry():
                return self._entry(told)
            case CaseSnapshot():
                return self._snapshot(told)
            case CaseGone():
                return self._take_away(told.case)
            case Floor() | RequestAlarms():
                return [desk_for(told, self._viewer) if isinstance(told, Floor) else mask_alarms(told)]
            case Partial() | Suggestions():
                return [told] if told.case in self._shown and not self._hides(told) else []
            case TicketMoved() | Wallboard():
                owner = told.agent if isinstance(told, TicketMoved) else None
                return [told] if self._viewer.may_see(owner) else []

    def _entry(self, told: CaseEntry) -> Sequence[ToScreen]:
        shown = self._shown.get(told.case)
        if shown is None or told.index <= shown.sent:
            return []
        shown.sent = told.index
        if self._hides(told):
            return []
        return [told if shown.own else mask_entry(told)]

    def _snapshot(self, told: CaseSnapshot) -> Sequence[ToScreen]:
        if not self._viewer.watches(told.view):
            return self._take_away(told.case)
        shown = self._shown.get(told.case)
        if shown is None:
            return self._bring_in(told, after=-1)
        shown.own = self._owns(told)
        return [self._cut(told)]

    def _bring_in(self, snapshot: CaseSnapshot, after: int) -> list[ToScreen]:
        try:
            missed = self._read(snapshot.case, after)
        except UnknownCase:
            return []
        self._shown[snapshot.case] = _Shown(sent=after, own=self._owns(snapshot))
        return [*self._entries(snapshot.case, missed), self._cut(snapshot)]

    def _entries(self, case: CaseId, entries: Sequence[Entry]) -> Iterator[ToScreen]:
        for entry in entries:
            if message := case_entry(case, entry):
                yield from self._entry(message)

    def _take_away(self, case: CaseId) -> Sequence[ToScreen]:
        return [CaseGone(case=case)] if self._shown.pop(case, None) else []

    def _owns(self, snapshot: CaseSnapshot) -> bool:
        return snapshot.view.agent == self._viewer.agent

    def _hides(self, message: CaseEntry | Partial | Suggestions) -> bool:
        return not self._viewer.sees_all and hides(message)

    def _cut(self, snapshot: CaseSnapshot) -> CaseSnapshot:
        view = snapshot.view if self._viewer.sees_all else without_supervision(snapshot.view)
        return msgspec.structs.replace(snapshot, view=view if self._owns(snapshot) else mask_view(view))


def me_on(floor: Floor, viewer: Viewer) -> Me:
    """Join the viewer with its place on the floor.

    One that the floor does not know yet is away, without a phone.
    """
    place = next((agent for agent in floor.agents if agent.agent == viewer.agent), None)
    return Me(
        agent=viewer.agent,
        name=viewer.name,
        role=viewer.role,
        presence=place.presence if place else Presence.AWAY,
        phone_registered=bool(place and place.phone_registered),
        department=viewer.department or None,
    )


def desk_for(floor: Floor, viewer: Viewer) -> Desk:
    """Cut the floor to what the viewer may see of it: supervisors see all agents, an agent only itself."""
    agents = tuple(a for a in floor.agents if viewer.may_see(a.agent))
    return Desk(
        version=floor.version,
        me=me_on(floor, viewer),
        queue=floor.queue,
        agents=agents,
        caption_lag_ms=floor.caption_lag_ms,
        records_up=floor.records_up,
        calls_free=floor.calls_free,
        calls_busy=floor.calls_busy,
    )
