"""A screen sees every entry of its cases exactly once and in order, however often its connection breaks."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from api.outbox import Outbox
from api.screen_feed import ScreenFeed, desk_for
from api.viewer import Viewer
from callflow.screen import CaseEntry, CaseGone, CaseSnapshot, Desk, Partial, TicketMoved, Told, ToScreen, case_entry
from callflow.ticket_steps import Flag
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import Phase, Role, TicketState
from tests.api.fake_hotline import FakeHotline

AGENT = Viewer(agent=AgentId("1026"), name="李静", role=Role.AGENT)
SUPERVISOR = Viewer(agent=AgentId("9001"), name="王班长", role=Role.SUPERVISOR)


class Screen:
    """What a page keeps: entries by case, and which cases it shows. `drop` is the wire breaking."""

    def __init__(self, hotline: FakeHotline, viewer: Viewer) -> None:
        self.hotline = hotline
        self.viewer = viewer
        self.entries: dict[CaseId, list[int]] = {}
        self.views: dict[CaseId, CaseSnapshot] = {}
        self.others: list[ToScreen] = []
        self.outbox = Outbox()
        self._leave: Any = None

    def connect(self) -> None:
        feed = ScreenFeed(self.viewer, self.hotline.entries)
        self.outbox = Outbox()
        self._leave = self.hotline.watch(lambda told: self._listen(feed, told))
        seen = {case: indexes[-1] for case, indexes in self.entries.items() if indexes}
        for message in feed.resume(seen, self.hotline.snapshots()):
            self.take(message)

    def _listen(self, feed: ScreenFeed, told: Told) -> None:
        for message in feed.take(told):
            self.outbox.put(message)

    def drop(self) -> None:
        self._leave()
        self._leave = None

    @property
    def connected(self) -> bool:
        return self._leave is not None

    def receive(self, most: int = 1_000_000) -> None:
        for _ in range(min(most, len(self.outbox))):
            message = self.outbox.pop()
            assert message is not None
            self.take(message)

    def take(self, message: ToScreen) -> None:
        match message:
            case CaseEntry(case=case, index=index):
                self.entries.setdefault(case, []).append(index)
            case CaseSnapshot(case=case):
                self.views[case] = message
            case CaseGone(case=case):
                self.entries.pop(case, None)
                self.views.pop(case, None)
            case _:
                self.others.append(message)


def shown_indexes(hotline: FakeHotline, case: CaseId) -> list[int]:
    return [entry.index for entry in hotline.entries(case, -1) if case_entry(case, entry)]


class BrokenWires(RuleBasedStateMachine):
    """Cases that come and go, an agent and a supervisor, and wires that break between any two messages."""

    def __init__(self) -> None:
        super().__init__()
        self.hotline = FakeHotline(Path("/nonexistent"))
        self.screens = [Screen(self.hotline, AGENT), Screen(self.hotline, SUPERVISOR)]
        self.alive: set[CaseId] = set()
        self.numbers = count()

    @rule()
    def call(self) -> None:
        self.alive.add(self.hotline.open_case(f"case-{next(self.numbers)}"))

    @rule(data=st.data(), times=st.integers(1, 5))
    @precondition(lambda self: self.alive)
    def speak(self, data: st.DataObject, times: int) -> None:
        case = data.draw(st.sampled_from(sorted(self.alive)))
        for n in range(times):
            self.hotline.mumble(case, f"词{n}")
            self.hotline.say(case, f"句{n}")

    @rule(
        data=st.data(),
        agent=st.sampled_from([None, AgentId("1026"), AgentId("1027")]),
        phase=st.sampled_from([Phase.QUEUED, Phase.RINGING, Phase.TALKING, Phase.CLOSED]),
    )
    @precondition(lambda self: self.alive)
    def move(self, data: st.DataObject, agent: AgentId | None, phase: Phase) -> None:
        self.hotline.move(data.draw(st.sampled_from(sorted(self.alive))), agent=agent, phase=phase)

    @rule(data=st.data())
    @precondition(lambda self: self.alive)
    def archive(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(sorted(self.alive)))
        self.alive.remove(case)
        self.hotline.archive(case)

    @rule()
    def tell_late(self) -> None:
        self.hotline.hold_back()

    @rule()
    def tell_now(self) -> None:
        self.hotline.tell_now()

    @rule(which=st.integers(0, 1), most=st.integers(0, 8))
    def receive(self, which: int, most: int) -> None:
        self.screens[which].receive(most)

    @rule(which=st.integers(0, 1))
    def break_or_mend(self, which: int) -> None:
        screen = self.screens[which]
        screen.drop() if screen.connected else screen.connect()

    @invariant()
    def nothing_came_twice_or_out_of_order(self) -> None:
        for screen in self.screens:
            for case, indexes in screen.entries.items():
                if case in self.alive:
                    assert indexes == shown_indexes(self.hotline, case)[: len(indexes)]

    def teardown(self) -> None:
        self.hotline.tell_now()
        for screen in self.screens:
            if not screen.connected:
                screen.connect()
            screen.receive()
            watched = [s.case for s in self.hotline.snapshots() if screen.viewer.watches(s.view)]
            assert sorted(screen.views) == sorted(screen.entries) == sorted(watched)
            for case in watched:
                assert screen.entries[case] == shown_indexes(self.hotline, case)
                assert screen.views[case].view.phase is self.hotline.snapshot(case).view.phase


TestBrokenWires = BrokenWires.TestCase
TestBrokenWires.settings = settings(max_examples=40, stateful_step_count=40)


def connected(viewer: Viewer, hotline: FakeHotline) -> Screen:
    screen = Screen(hotline, viewer)
    screen.connect()
    return screen


def test_an_agent_is_sent_its_own_case_and_no_other() -> None:
    hotline = FakeHotline()
    own, other = hotline.open_case("own", agent="1026"), hotline.open_case("other", agent="1027")
    screen = connected(AGENT, hotline)
    hotline.say(own, "我的")
    hotline.say(other, "别人的")
    hotline.mumble(other, "别人的")
    screen.receive()
    assert screen.entries == {own: shown_indexes(hotline, own)}
    assert screen.others == []


def test_an_offered_case_comes_with_all_that_was_before() -> None:
    hotline = FakeHotline()
    screen = connected(AGENT, hotline)
    case = hotline.open_case("c", phase=Phase.MENU)
    hotline.say(case, "喂")
    screen.receive()
    assert screen.entries == {}
    hotline.move(case, agent=AgentId("1026"), phase=Phase.RINGING)
    screen.receive()
    assert screen.entries[case] == shown_indexes(hotline, case)


def test_a_case_offered_elsewhere_leaves_the_screen() -> None:
    hotline = FakeHotline()
    case = hotline.open_case("c", agent="1026", phase=Phase.RINGING)
    screen = connected(AGENT, hotline)
    hotline.move(case, agent=AgentId("1027"))
    screen.receive()
    assert screen.views == {}


def test_an_index_beyond_the_log_starts_the_case_anew() -> None:
    hotline = FakeHotline()
    case = hotline.open_case("c", agent="1026")
    sent = ScreenFeed(AGENT, hotline.entries).resume({case: 99}, hotline.snapshots())
    assert isinstance(sent[0], CaseGone)
    assert [m.index for m in sent if isinstance(m, CaseEntry)] == shown_indexes(hotline, case)


def test_a_case_that_went_while_the_screen_was_away_is_taken_off() -> None:
    hotline = FakeHotline()
    gone = CaseId("gone")
    assert ScreenFeed(AGENT, hotline.entries).resume({gone: 4}, hotline.snapshots()) == [CaseGone(case=gone)]


def numbers_in(messages: Sequence[ToScreen]) -> set[str]:
    numbers = set()
    for message in messages:
        if isinstance(message, CaseSnapshot):
            numbers |= {message.view.calling_number, *(party.label for party in message.view.parties)}
        if isinstance(message, CaseEntry) and (number := getattr(message.event, "calling_number", None)):
            numbers.add(number)
    return numbers


def test_a_number_is_whole_for_the_agent_in_the_call_and_masked_for_a_supervisor() -> None:
    hotline = FakeHotline()
    hotline.open_case("c", agent="1026", number="13812345678")
    for viewer, number in ((AGENT, "13812345678"), (SUPERVISOR, "138****5678")):
        assert numbers_in(ScreenFeed(viewer, hotline.entries).resume({}, hotline.snapshots())) == {number}


@given(st.lists(st.sampled_from(["1026", "1027", "9001"]), unique=True))
def test_the_floor_is_cut_to_what_the_viewer_may_see(seated: list[str]) -> None:
    hotline = FakeHotline()
    for agent in seated:
        hotline.seat(agent)
    assert [a.agent for a in desk_for(hotline.floor(), SUPERVISOR).agents] == seated
    assert [a.agent for a in desk_for(hotline.floor(), AGENT).agents] == [a for a in seated if a == "1026"]


def test_a_floor_told_becomes_the_viewers_desk() -> None:
    hotline = FakeHotline()
    screen = connected(AGENT, hotline)
    hotline.seat("1026")
    screen.receive()
    [desk] = screen.others
    assert isinstance(desk, Desk)
    assert desk.me.phone_registered


def test_partials_of_a_shown_case_are_sent_on() -> None:
    hotline = FakeHotline()
    case = hotline.open_case("c", agent="1026")
    screen = connected(AGENT, hotline)
    hotline.mumble(case, "我想")
    screen.receive()
    assert [m.text for m in screen.others if isinstance(m, Partial)] == ["我想"]


def test_a_tickets_step_is_told_to_whose_it_is_and_to_supervisors(tmp_path: Path) -> None:
    hotline = FakeHotline(tmp_path)
    moved = TicketMoved(
        number=TicketNumber("1"),
        kind="dispatched",
        state=TicketState.DISPATCHED,
        agent=AGENT.agent,
        department="water",
        flag=Flag.NONE,
        level=0,
        due_at=None,
        at=WallMs(0),
    )
    other = Viewer(agent=AgentId("1027"), name="", role=Role.AGENT)
    for viewer, told in (AGENT, [moved]), (SUPERVISOR, [moved]), (other, []):
        assert ScreenFeed(viewer, hotline.entries).take(moved) == told
