"""What every `api.hotline.Hotline` keeps to. The fake passes it in `test_hotline.py`; run it over the real one too.

Make a subclass whose name begins with `Test`, with a fixture `stage`: a hotline, one case open on it, and what makes
something be said in that case.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from api.hotline import Callee, Hotline, NotPossible, UnknownCase, Whom
from callflow import events
from callflow.request_alarms import RequestAlarm
from callflow.screen import CaseEntry, CaseSnapshot, RequestAlarms, Told, case_entry
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import AgentState, Place, Way

ANNA = AgentId("1026")


@dataclass
class Stage:
    """A hotline with one open case. `impossible` is an event that the case refuses now."""

    hotline: Hotline
    case: CaseId
    speak: Callable[[str], object]
    impossible: events.Event


class HotlineContract:
    """The promises, one test each."""

    def test_a_snapshot_is_numbered_by_the_last_entry(self, stage: Stage) -> None:
        snapshot = stage.hotline.snapshot(stage.case)
        assert snapshot in list(stage.hotline.snapshots())
        assert snapshot.index == stage.hotline.entries(stage.case, -1)[-1].index
        assert stage.hotline.detail(stage.case).view == snapshot.view

    def test_entries_are_numbered_without_a_gap_and_read_from_anywhere(self, stage: Stage) -> None:
        every = list(stage.hotline.entries(stage.case, -1))
        assert [entry.index for entry in every] == list(range(len(every)))
        assert list(stage.hotline.entries(stage.case, 0)) == every[1:]
        assert list(stage.hotline.entries(stage.case, every[-1].index)) == []

    async def test_what_is_said_is_told_once_in_order_and_then_where_the_case_stands(self, stage: Stage) -> None:
        told: list[Told] = []
        before = stage.hotline.snapshot(stage.case).index
        stop = stage.hotline.watch(told.append)
        stage.speak("路灯不亮")
        await stage.hotline.tell(stage.case, edit("人民路"))
        stop()
        stop()
        await stage.hotline.tell(stage.case, edit("建设路"))
        log = [entry for entry in stage.hotline.entries(stage.case, before) if case_entry(stage.case, entry)]
        heard = [message.index for message in told if isinstance(message, CaseEntry)]
        assert heard == [entry.index for entry in log][: len(heard)]
        edits = [entry.index for entry in log if isinstance(entry.event, events.FieldEdited)]
        assert edits[0] in heard
        assert edits[1] not in heard
        newest = [message for message in told if isinstance(message, CaseSnapshot)][-1]
        assert newest.index >= edits[0]

    async def test_what_is_refused_leaves_no_trace_and_says_why(self, stage: Stage) -> None:
        before = stage.hotline.snapshot(stage.case)
        with pytest.raises(NotPossible) as refused:
            await stage.hotline.tell(stage.case, stage.impossible)
        assert refused.value.reason
        assert stage.hotline.snapshot(stage.case) == before

    async def test_speech_models_are_listed_once_by_name_and_broken_ones_are_not_loaded(self, stage: Stage) -> None:
        models = await stage.hotline.speech_models()
        assert [model.name for model in models] == sorted({model.name for model in models})
        assert any(not model.whole for model in models)
        assert not any(model.loaded for model in models if not model.whole)

    async def test_a_case_that_is_not_open_is_unknown(self, stage: Stage) -> None:
        nobody = CaseId("never-was")
        for ask in (stage.hotline.snapshot, stage.hotline.detail, lambda case: stage.hotline.entries(case, -1)):
            with pytest.raises(UnknownCase):
                ask(nobody)
        police = Whom(kind=Callee.EMERGENCY, name="110")
        for steer in (
            stage.hotline.tell(nobody, edit("人民路")),
            stage.hotline.invite(nobody, ANNA, Way.CONSULT, police),
            stage.hotline.transfer(nobody, ANNA, queue="general"),
            stage.hotline.supervise(nobody, AgentId("9001"), Place.LISTEN),
        ):
            with pytest.raises(UnknownCase):
                await steer

    def test_the_wallboard_counts_agents_in_every_state_and_names_none(self, stage: Stage) -> None:
        board = stage.hotline.wallboard()
        assert set(board.agents) == set(AgentState)
        assert [queue.name for queue in board.queues][:1] == ["general"]
        names = {one.agent for one in stage.hotline.colleagues()}
        assert not any(name in str(board) for name in names)

    def test_no_ticket_number_is_given_twice(self, stage: Stage) -> None:
        numbers = [stage.hotline.next_ticket_number() for _ in range(3)]
        assert len(set(numbers)) == 3
        assert all(number.isdigit() for number in numbers)

    def test_alarms_of_requests_are_told_once_as_they_change_and_kept_for_later_pages(self, stage: Stage) -> None:
        fire = RequestAlarm(
            ticket=TicketNumber("261121000009"), source="web", title="", service="119", label="", words="", at=WallMs(0)
        )
        told: list[Told] = []
        stage.hotline.watch(told.append)
        for standing in ([], [fire], [fire], []):
            stage.hotline.show_request_alarms(standing)
            assert stage.hotline.request_alarms().alarms == tuple(standing)
        assert told == [RequestAlarms(alarms=(fire,)), RequestAlarms()]

    def test_a_failing_listener_harms_nobody(self, stage: Stage) -> None:
        told: list[Told] = []

        def fail(_: Told) -> None:
            raise RuntimeError

        stage.hotline.watch(fail)
        stage.hotline.watch(told.append)
        stage.speak("喂")
        assert told


def edit(place: str) -> events.FieldEdited:
    return events.FieldEdited(field="place", value=place, agent=ANNA)  # type: ignore[arg-type]
