"""Which messages go to a department's screen: its tickets' steps, and the calls that it is in. Pure.

A call is worked out anew from its log whenever something happens in it; what differs from what was sent is sent. So a
screen that connects again is simply sent everything once more, and there are no numbers to keep.
"""

from collections.abc import Iterator, Sequence

import msgspec

from api.hotline import UnknownCase
from api.joint_call import joint_call, legs_of
from api.screen_feed import ReadEntries
from api.viewer import Viewer
from callflow.screen import CaseEntry, CaseSnapshot, JointCall, TicketMoved, Told, ToScreen
from callflow.units import CaseId


class DepartmentFeed:
    """What one connection of a department is sent."""

    def __init__(self, viewer: Viewer, read: ReadEntries) -> None:
        self._department = viewer.department
        self._read = read
        self._snapshots: dict[CaseId, CaseSnapshot] = {}
        self._sent: dict[CaseId, JointCall] = {}

    def resume(self, _seen: dict[CaseId, int], snapshots: Sequence[CaseSnapshot]) -> list[ToScreen]:
        """Say where the calls stand that the department is in."""
        return [message for snapshot in snapshots for message in self._snapshot(snapshot)]

    def take(self, told: Told) -> Sequence[ToScreen]:
        """Turn what the switchboard tells into what this screen is sent."""
        match told:
            case TicketMoved():
                return self._moved(told)
            case CaseSnapshot():
                return list(self._snapshot(told))
            case CaseEntry() if told.case in self._sent:
                return list(self._news(told.case))
        return []

    def _moved(self, told: TicketMoved) -> Sequence[ToScreen]:
        """A ticket that it has, or had until now; who else has it is not told."""
        own = told.department == self._department
        if not own and self._department not in told.left:
            return []
        return [msgspec.structs.replace(told, agent=None, left=(), department=self._department if own else None)]

    def _snapshot(self, told: CaseSnapshot) -> Iterator[ToScreen]:
        if legs_of(told.view, self._department):
            self._snapshots[told.case] = told
            yield from self._news(told.case)

    def _news(self, case: CaseId) -> Iterator[ToScreen]:
        try:
            entries = self._read(case, -1)
        except UnknownCase:
            return
        now, before = joint_call(self._snapshots[case], entries, self._department), self._sent.get(case)
        if now is None or now == before:
            return
        self._sent[case] = now
        if before is None or _without_captions(now) != _without_captions(before):
            yield now
            return
        known = set(before.captions)
        yield from (caption for caption in now.captions if caption not in known)


def _without_captions(call: JointCall) -> JointCall:
    return msgspec.structs.replace(call, captions=())
