"""What the switchboard tells screens, in order, to whoever watches. Who may see what is the API's business."""

from collections.abc import Callable, Sequence

import structlog

from callflow.log import Entry
from callflow.screen import CaseGone, Partial, Told, case_entry
from callflow.state import Case
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from lingting.case_view import snapshot

Listener = Callable[[Told], None]

log = structlog.get_logger()


class Screens:
    """Everybody who watches. Use it from one event loop."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Tell this listener everything from now on; call what is returned to end it."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def tell(self, told: Told) -> None:
        """Tell everybody; one listener's fault is not the others'."""
        for listener in tuple(self._listeners):
            try:
                listener(told)
            except Exception:
                log.exception("screen_listener_failed")

    def tell_case(self, case: Case, entries: Sequence[Entry]) -> None:
        """Tell a case's new entries and where it stands after them."""
        for entry in entries:
            if (shown := case_entry(case.id, entry)) is not None:
                self.tell(shown)
        self.tell(snapshot(case))

    def tell_partial(self, case: CaseId, leg: LegId, first_sample: SampleIndex, start_ms: CallMs, text: str) -> None:
        """Tell the words that are being spoken."""
        self.tell(Partial(case=case, leg=leg, first_sample=first_sample, start_ms=start_ms, text=text))

    def tell_gone(self, case: CaseId) -> None:
        """Tell that a case is archived."""
        self.tell(CaseGone(case=case))
