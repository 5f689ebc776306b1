"""A switchboard that is killed at any moment: the next one gives everybody exactly what is still owed.

Each course is cut after every entry of its log. What is owed is read from the log alone, by looking for the
answers that did not come.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from callflow import commands, events
from callflow.log import Entry, to_line
from callflow.state import Tape
from callflow.units import AgentId, LegId, WallMs
from callflow.views import Phase
from tests.unit.callflow.course import Course
from tests.unit.switchboard.stage import CASE, ME, Stage, hello

COURSES: dict[str, Callable[[], Course]] = {
    "served, confirmed": lambda: (
        Course()
        .talks()
        .says("我姓刘，人民路的路灯不亮", at=3)
        .ends("citizen")
        .ends("agent-1")
        .transcribed()
        .tell(*(events.FieldEdited(field=field, value="路灯", agent=ME) for field in ("title", "body")))  # type: ignore[arg-type]
        .tell(events.FieldEdited(field="request_type", value="求助", agent=ME))  # type: ignore[arg-type]
        .tell(events.TicketConfirmed(agent=ME), events.WrapUpEnded(agent=ME))
    ),
    "second agent": lambda: Course().waits().offered("1027").wait().ends("agent-1").offered().answers().ends("agent-2"),
    "held": lambda: Course().talks().tell(events.HoldRequested(agent=ME)).tell(events.ResumeRequested(agent=ME)),
    "asks for a ticket": lambda: (
        Course()
        .in_menu()
        .press("2")
        .prompt_ends()
        .press("2601#1")
        .tell(events.TicketLookedUp(number="2601", result="confirmed"))
        .prompt_ends()
        .press("1")
    ),
    "hears a reply": lambda: (
        Course()
        .in_menu()
        .press("2")
        .prompt_ends()
        .press("2601#1")
        .tell(events.TicketLookedUp(number="2601", result="replied"))
        .prompt_ends()
        .tell(events.ReplySpoken(number="2601", reading="reply.wav"))
        .prompt_ends()
        .ends("citizen")
        .transcribed()
    ),
    "asks, hangs up": lambda: Course().in_menu().press("2").prompt_ends().press("2601#1").ends("citizen").transcribed(),
    "nobody there": lambda: Course().waits().tell(events.NobodyThere()).prompt_ends().ends("citizen").transcribed(),
    "gives up waiting": lambda: Course().waits().offered().ends("citizen").ends("agent-1").transcribed(),
    "cancelled": lambda: Course().arrives().ends("citizen"),
    "worker lost": lambda: (
        Course()
        .talks()
        .says("路灯不亮", at=2)
        .tell(events.WorkerLost())
        .tell(*(events.RecordingClosed(leg=LegId(leg), samples=9) for leg in ("citizen", "agent-1")))
        .tell(events.WrapUpEnded(agent=ME))
        .transcribed()
    ),
}


class Owed:
    """What a log leaves open."""

    def __init__(self, log: Iterable[Entry]) -> None:
        self.log = list(log)
        self.events = [entry.event for entry in self.log if entry.event is not None]
        self.commands = [entry.command for entry in self.log if entry.command is not None]

    def to_transcribe(self) -> list[tuple[str, int]]:
        """Legs with a recording and no complete transcript, and from where on."""
        begun = [event.leg for event in self.events if isinstance(event, events.RecordingStarted)]
        done = [event.leg for event in self.events if isinstance(event, events.TranscriptCompleted)]
        return [(leg, self._resume(leg)) for leg in begun if leg not in done]

    def _resume(self, leg: LegId) -> int:
        heard = [e.resume_sample for e in self.events if isinstance(e, events.UtteranceHeard) and e.leg == leg]
        return max(heard, default=0)

    def closed(self) -> list[str]:
        """Legs of these whose recording is whole."""
        whole = [event.leg for event in self.events if isinstance(event, events.RecordingClosed)]
        return [leg for leg, _ in self.to_transcribe() if leg in whole]

    def queued(self) -> bool:
        return self._last(commands.JoinQueue) > self._last(commands.LeaveQueue)

    def agent(self) -> AgentId | None:
        """Who was offered and not given back."""
        offers = [event for event in self.events if isinstance(event, events.AgentOffered)]
        given_back = max(self._last(commands.FreeAgent), self._last(commands.ReportNoAnswer))
        return offers[-1].agent if offers and self._last(events.AgentOffered) > given_back else None

    def number(self) -> bool:
        return self._last(commands.OpenTicket) > self._last(events.TicketOpened)

    def look_up(self) -> bool:
        return self._last(commands.LookUpTicket) > max(self._last(events.TicketLookedUp), self._last(events.LegEnded))

    def reply(self) -> bool:
        return self._last(commands.SpeakReply) > max(self._last(events.ReplySpoken), self._last(events.LegEnded))

    def archived(self) -> bool:
        return self._last(commands.ArchiveCase) >= 0

    def for_worker(self, applied: int) -> list[tuple[int, commands.Command]]:
        return [
            (entry.index, entry.command)
            for entry in self.log[applied + 1 :]
            if isinstance(entry.command, commands.WorkerCommand)
        ]

    def _last(self, kind: type) -> int:
        return max((entry.index for entry in self.log if isinstance(entry.event or entry.command, kind)), default=-1)


def whole(log: list[Entry], cut: int) -> list[Entry]:
    """The log up to a cut, and the commands that follow from its last event."""
    end = cut
    while 0 < end < len(log) and log[end].command is not None:
        end += 1
    return log[:end]


def restarted(var: Path, log: list[Entry]) -> Stage:
    stage = Stage(var)
    stage.write(log)
    stage.now = WallMs(log[-1].at + 1_000) if log else stage.now
    stage.switchboard.resume()
    return stage


@pytest.mark.parametrize("name", COURSES)
async def test_cut_anywhere_everybody_is_given_what_is_owed(tmp_path: Path, name: str) -> None:
    log = COURSES[name]().log
    for cut in range(1, len(log) + 1):
        stage = restarted(tmp_path / str(cut), log[:cut])
        kept = whole(log, cut)
        assert stage.folders.read(CASE)[: len(kept)] == kept
        assert (CASE in stage.book) is not Owed(kept).archived()
        check(stage, Owed(kept))


def check(stage: Stage, owed: Owed) -> None:
    if owed.archived():
        assert (stage.pool.transcribed, stage.lookups.asked, stage.floor.length().waiting) == ([], [], 0)
        return
    assert [(leg, first) for _, leg, _, first, _ in stage.pool.transcribed] == owed.to_transcribe()
    assert [leg for _, leg, _ in stage.pool.closed] == owed.closed()
    assert stage.floor.length().waiting == owed.queued()
    assert stage.floor.taken() == ({owed.agent(): CASE} if owed.agent() else {})
    assert bool(stage.lookups.asked) == owed.look_up()
    assert bool(stage.replies.asked) == owed.reply()
    opened = sum(isinstance(entry.event, events.TicketOpened) for entry in stage.entries)
    assert opened == sum(isinstance(event, events.TicketOpened) for event in owed.events) + owed.number()


@pytest.mark.parametrize("name", COURSES)
async def test_a_worker_is_sent_each_command_that_it_lacks_and_no_other(tmp_path: Path, name: str) -> None:
    log = COURSES[name]().log
    for cut in range(1, len(log) + 1):
        kept = Owed(whole(log, cut))
        if kept.archived():
            continue
        applicable = [-1, *(index for index, _ in Owed(log[:cut]).for_worker(-1))]
        for applied in applicable:
            stage = restarted(tmp_path / f"{cut}-{applied}", log[:cut])
            stage.lines.carries[CASE] = hello(applied=applied)
            await stage.switchboard.greeted("w1-fake", hello(applied=applied))
            sent = [(number, command) for _, number, command in stage.lines.sent if number < 2**53]
            assert sent[: len(kept.for_worker(applied))] == kept.for_worker(applied)
            assert all(number >= len(kept.log) for number, _ in sent[len(kept.for_worker(applied)) :])


async def test_a_switchboard_that_is_killed_twice_owes_no_more_than_before(tmp_path: Path) -> None:
    log = COURSES["second agent"]().log
    for cut in range(1, len(log) + 1):
        first = restarted(tmp_path / str(cut), log[:cut])
        second = restarted(tmp_path / f"{cut}-again", first.folders.read(CASE))
        assert second.pool.transcribed == first.pool.transcribed
        assert second.floor.taken() == first.floor.taken()
        assert second.floor.length() == first.floor.length()


async def test_an_archived_case_is_fed_to_the_records_and_not_opened(tmp_path: Path) -> None:
    log = COURSES["served, confirmed"]().log
    stage = restarted(tmp_path / "var", log)
    assert stage.records.fed == [(CASE, log)]
    assert stage.folders.open_cases() == [CASE]
    stage.book.recorded(CASE, len(log))
    assert stage.folders.open_cases() == []


async def test_a_number_that_only_a_log_holds_is_not_given_out_again(tmp_path: Path) -> None:
    log = COURSES["held"]().log
    stage = Stage(tmp_path / "var")
    number = stage.numbers.prefix(stage.now) + "00041"
    opened = next(n for n, entry in enumerate(log) if isinstance(entry.event, events.TicketOpened))
    told = Entry(index=opened, at=log[opened].at, event=events.TicketOpened(number=number))  # type: ignore[arg-type]
    stage.write([*log[:opened], told])
    stage.numbers.found(None)
    stage.switchboard.resume()
    assert stage.numbers.take(stage.now) == stage.numbers.prefix(stage.now) + "00042"


async def test_a_case_whose_worker_is_gone_is_ended_whatever_it_did(tmp_path: Path) -> None:
    for name, course in COURSES.items():
        log = course().log
        for cut in range(1, len(log) + 1):
            stage = restarted(tmp_path / f"{name}-{cut}", log[:cut])
            await stage.switchboard.resumed_lines()
            if CASE in stage.book:
                assert stage.case.phase in {Phase.WRAP_UP, Phase.CLOSING, Phase.CLOSED}
                assert stage.case.released
                assert not list(stage.case.living())
                assert all(leg.tape is not Tape.GROWING for leg in stage.case.legs.values())
                assert stage.floor.length().waiting == 0


async def test_a_damaged_log_does_not_keep_the_others_from_going_on(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "var")
    stage.write(Course().waits().log)
    (stage.layout.open / "c0").touch()
    (stage.layout.cases / "c0").mkdir()
    (stage.layout.cases / "c0" / "events.jsonl").write_bytes(b"{}\n" + b"".join(map(to_line, Course().arrives().log)))
    stage.switchboard.resume()
    assert list(stage.book.ids()) == [CASE]
