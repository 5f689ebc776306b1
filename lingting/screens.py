"""What the switchboard tells screens, in order, to whoever watches. Who may see what is the API's business."""

from collections.abc import Sequence

from api.broadcast import Broadcast
from callflow.log import Entry
from callflow.request_alarms import RequestAlarm
from callflow.screen import CaseGone, Partial, RequestAlarms, case_entry
from callflow.state import Case
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from lingting.case_view import snapshot


class Screens(Broadcast):
    """Everybody who watches. Use it from one event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.request_alarms = RequestAlarms()

    def tell_case(self, case: Case, entries: Sequence[Entry]) -> None:
        """Tell a case's new entries and where it stands after them."""
        for entry in entries:
            if (shown := case_entry(case.id, entry)) is not None:
                self.tell(shown)
        self.tell(snapshot(case))

    def tell_partial(self, case: CaseId, leg: LegId, first_sample: SampleIndex, start_ms: CallMs, text: str) -> None:
        """Tell the words that are being spoken."""
        self.tell(Partial(case=case, leg=leg, first_sample=first_sample, start_ms=start_ms, text=text))

    def show_request_alarms(self, standing: Sequence[RequestAlarm]) -> None:
        """Tell which alarms of requests stand now, when that has changed."""
        shown = RequestAlarms(alarms=tuple(standing))
        if shown != self.request_alarms:
            self.request_alarms = shown
            self.tell(shown)

    def tell_gone(self, case: CaseId) -> None:
        """Tell that a case is archived."""
        self.tell(CaseGone(case=case))
