"""A department sees of a call what it heard, and no more."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.department_feed import DepartmentFeed
from api.joint_call import joint_call
from api.viewer import Viewer
from callflow import commands, events
from callflow.drafting import FieldName
from callflow.log import Entry
from callflow.screen import CaseSnapshot, JointCall, JointCaption, TicketMoved, case_entry
from callflow.ticket_steps import Flag
from callflow.units import CITIZEN, AgentId, CallMs, CaseId, LegId, SampleIndex, TicketNumber, WallMs
from callflow.utterance import Word
from callflow.views import (
    Attempt,
    AttemptState,
    CaseView,
    InvitationView,
    PartyRole,
    Phase,
    Role,
    TicketState,
    Way,
)

START = WallMs(1_800_000_000_000)
AGENT, WATER, SUPERVISOR = LegId("agent-1"), LegId("department-1"), LegId("supervisor-1")
NOBODY: tuple[tuple[LegId, LegId], ...] = ()
VIEWER = Viewer(agent=AgentId("7001"), name="水务局", role=Role.DEPARTMENT, department="water")


class Call:
    """A call's log and view, told second by second."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.view = CaseView(
            case=CaseId("c"),
            phase=Phase.TALKING,
            calling_number="13812345678",
            started_at=START,
            ticket=TicketNumber("1"),
        )

    def log(self, said: events.Event | commands.Command, at_s: float) -> "Call":
        at = WallMs(int(START + at_s * 1_000))
        entry = (
            Entry(index=len(self.entries), at=at, event=said)  # type: ignore[arg-type]
            if isinstance(said, events.Event)
            else Entry(index=len(self.entries), at=at, command=said)  # type: ignore[arg-type]
        )
        self.entries.append(entry)
        return self

    def talk(self, at_s: float, *room: LegId) -> "Call":
        hears = tuple((one, other) for one in room for other in room if one != other)
        return self.log(commands.SetTopology(hears=hears), at_s)

    def say(self, text: str, from_s: float, until_s: float, leg: LegId = CITIZEN) -> "Call":
        step = (until_s - from_s) * 1_000 / len(text)
        words = tuple(
            Word(
                text=letter,
                start_ms=CallMs(int(from_s * 1_000 + nth * step)),
                end_ms=CallMs(int(from_s * 1_000 + (nth + 1) * step)),
                confidence=1.0,
            )
            for nth, letter in enumerate(text)
        )
        first = SampleIndex(int(from_s * 16_000))
        return self.log(
            events.UtteranceHeard(
                leg=leg,
                first_sample=first,
                resume_sample=SampleIndex(first + 1),
                start_ms=CallMs(int(from_s * 1_000)),
                end_ms=CallMs(int(until_s * 1_000)),
                text=text,
                words=words,
                confidence=1.0,
            ),
            until_s,
        )

    def draft(self, at_s: float, **values: str) -> "Call":
        for name, value in values.items():
            self.log(events.FieldEdited(field=FieldName(name), value=value, agent=AgentId("1026")), at_s)
        return self

    def snapshot(self, state: AttemptState = AttemptState.ANSWERED) -> CaseSnapshot:
        tried = Attempt(leg=WATER, label="值班", state=state, since=START)
        asked = InvitationView(
            id=1,
            role=PartyRole.DEPARTMENT,
            name="市水务局",
            way=Way.CONSULT,
            department="water",
            asked_at=START,
            attempts=(tried,),
            pending=False,
        )
        view = msgspec.structs.replace(self.view, invitations=(asked,))
        return CaseSnapshot(case=view.case, index=len(self.entries) - 1, view=view)

    def seen(self) -> JointCall:
        seen = joint_call(self.snapshot(), self.entries, "water")
        assert seen is not None
        return seen

    def texts(self) -> list[str]:
        return [one.text for one in self.seen().captions]


def three_way() -> Call:
    return Call().talk(0, CITIZEN, AGENT).say("之前的话", 1, 2).talk(10, CITIZEN, AGENT, WATER)


def test_words_are_shown_from_its_coming_to_its_leaving() -> None:
    call = three_way().say("水管漏了", 11, 12).say("马上派人", 13, 14, WATER).say("请稍等", 15, 16, AGENT)
    call.talk(20, CITIZEN, AGENT).say("之后的话", 21, 22)
    assert call.texts() == ["水管漏了", "马上派人", "请稍等"]
    assert [one.role for one in call.seen().captions] == ["citizen", "department", "agent"]
    assert (call.seen().joined_at, call.seen().left_at) == (START + 10_000, START + 20_000)


def test_of_what_began_before_it_came_only_the_words_it_heard_are_shown() -> None:
    assert three_way().say("一二三四五六", 8, 14).texts() == ["三四五六"]


def test_while_the_citizen_is_aside_it_hears_the_agent_alone_and_aside_nobody() -> None:
    call = Call().talk(0, CITIZEN, AGENT).talk(5, AGENT, WATER).say("在保持中说的", 6, 7).say("咨询一下", 6, 7, AGENT)
    call.talk(10, CITIZEN, AGENT).say("背着它说的", 11, 12).talk(15, CITIZEN, AGENT, WATER).say("又在一起", 16, 17)
    assert call.texts() == ["咨询一下", "又在一起"]
    assert call.seen().left_at is None


def test_a_supervisors_words_are_not_shown_though_it_hears_them() -> None:
    call = three_way().talk(11, CITIZEN, AGENT, WATER, SUPERVISOR).say("我是班长", 12, 13, SUPERVISOR)
    assert call.texts() == []


def test_numbers_are_masked_also_as_they_are_read_out() -> None:
    call = three_way().say("电话13812345678", 11, 12).say("一三八一二三四五六七八", 13, 14)
    call.draft(15, callback_number="13812345678", body="电话13812345678")
    assert call.texts() == ["电话138****5678", "一三八****五六七八"]
    assert "13812345678" not in str(call.seen())


def test_a_mended_caption_is_shown_mended_unless_it_was_heard_in_part() -> None:
    call = three_way().say("漏水", 11, 12).say("一二三四五六", 8, 14)
    for utterance in ("citizen:176000", "citizen:128000"):
        call.log(events.CaptionCorrected(utterance=utterance, text="改过的", agent=AgentId("1026")), 20)  # type: ignore[arg-type]
    assert call.texts() == ["三四五六", "改过的"]


def test_a_confidential_ticket_shows_neither_caller_nor_captions() -> None:
    call = three_way().say("我叫王小明", 11, 12).draft(12, caller_name="王小明", body="王小明反映漏水")
    assert call.seen().caller_name == "王小明"
    seen = call.draft(13, confidential="是").seen()
    assert (seen.confidential, seen.captions, seen.calling_number, seen.caller_name) == (True, (), "", "")
    assert "王小明" not in str(seen)
    assert seen.note


def test_an_anonymous_ticket_shows_no_caller() -> None:
    call = three_way().say("我叫王小明", 11, 12).draft(12, caller_name="王小明", anonymous="是")
    seen = call.seen()
    assert (seen.anonymous, seen.calling_number, [one.text for one in seen.captions]) == (True, "", ["我叫市民"])


def test_what_is_drafted_after_it_has_left_is_not_its_affair() -> None:
    call = three_way().draft(11, title="漏水").talk(20, CITIZEN, AGENT).draft(21, title="噪声")
    assert call.seen().values == {FieldName.TITLE: "漏水"}


@pytest.mark.parametrize("wish", ["confidential", "anonymous"])
def test_that_the_caller_is_to_stay_unknown_holds_also_when_it_is_decided_after_it_has_left(wish: str) -> None:
    call = three_way().say("我叫王小明", 11, 12).draft(12, caller_name="王小明", body="王小明反映漏水")
    call.talk(20, CITIZEN, AGENT)
    assert "王小明" in str(call.seen())
    seen = call.draft(21, **{wish: "是"}).seen()
    assert "王小明" not in str(seen)
    assert (seen.calling_number, seen.values[FieldName.BODY]) == ("", "市民反映漏水")
    assert call.draft(22, **{wish: "否"}).seen().calling_number == "138****5678", "the agent takes a slip back"


def test_a_screen_takes_back_what_it_has_when_the_ticket_becomes_confidential() -> None:
    call = three_way().say("水管漏了", 11, 12).talk(20, CITIZEN, AGENT).draft(30, confidential="是")
    feed = DepartmentFeed(VIEWER, lambda _, __: call.entries)
    last = told_all(call, feed)[-1]
    assert isinstance(last, JointCall)
    assert (last.captions, last.calling_number) == ((), "")


@pytest.mark.parametrize("state", [AttemptState.RINGING, AttemptState.BUSY, AttemptState.WITHDRAWN])
def test_who_has_not_answered_sees_nothing(state: AttemptState) -> None:
    call = three_way()
    assert joint_call(call.snapshot(state), call.entries, "water") is None
    assert joint_call(call.snapshot(), call.entries, "gas") is None
    assert joint_call(call.snapshot(), call.entries, "") is None


# --- the feed ---


def told_all(call: Call, feed: DepartmentFeed) -> list[object]:
    """Tell the call entry by entry, each with its snapshot, as the switchboard does."""
    whole, sent = call.entries, list[object]()
    for nth in range(len(whole)):
        call.entries = whole[: nth + 1]
        if entry := case_entry(CaseId("c"), whole[nth]):
            sent += feed.take(entry)
        sent += feed.take(call.snapshot())
    return sent


def test_a_screen_is_sent_the_call_once_and_then_what_is_new() -> None:
    call = three_way()
    feed = DepartmentFeed(VIEWER, lambda _, __: call.entries)
    call.say("水管漏了", 11, 12).say("马上派人", 13, 14, WATER).talk(20, CITIZEN, AGENT).say("之后的话", 21, 22)
    kinds = [type(one) for one in told_all(call, feed)]
    assert kinds == [JointCall, JointCaption, JointCaption, JointCall]


WHO = st.sets(st.sampled_from([CITIZEN, AGENT, WATER]))


@given(st.lists(st.tuples(WHO, st.sampled_from([CITIZEN, AGENT, WATER])), max_size=12))
def test_a_screen_that_watched_and_one_that_comes_late_know_the_same(course: list[tuple[set[LegId], LegId]]) -> None:
    call = Call()
    feed = DepartmentFeed(VIEWER, lambda _, __: call.entries)
    for nth, (room, talker) in enumerate(course):
        call.talk(nth * 10, *sorted(room)).say("这是一句话", nth * 10 + 1, nth * 10 + 4, talker)
    known: dict[str, str] = {}
    last: JointCall | None = None
    for message in told_all(call, feed):
        if isinstance(message, JointCall):
            last, known = message, {one.utterance: one.text for one in message.captions}
        elif isinstance(message, JointCaption):
            known[message.utterance] = message.text
    (fresh,) = DepartmentFeed(VIEWER, lambda _, __: call.entries).resume({}, [call.snapshot()]) or (None,)
    if fresh is None:
        assert last is None
        return
    assert isinstance(fresh, JointCall)
    assert known == {one.utterance: one.text for one in fresh.captions}
    heard = {nth for nth, (room, talker) in enumerate(course) if WATER in room and talker in room and len(room) > 1}
    assert {one.start_ms // 10_000 for one in fresh.captions} == heard


def moved(department: str | None, *left: str) -> TicketMoved:
    return TicketMoved(
        number=TicketNumber("1"),
        kind="dispatched",
        state=TicketState.DISPATCHED,
        agent=AgentId("1026"),
        department=department,
        left=left,
        flag=Flag.NONE,
        level=0,
        due_at=None,
        at=START,
    )


def test_it_is_told_of_its_own_tickets_coming_and_going_and_not_whose_they_are() -> None:
    feed = DepartmentFeed(VIEWER, lambda _, __: ())
    (came,) = feed.take(moved("water"))
    (went,) = feed.take(moved("gas", "water"))
    assert isinstance(came, TicketMoved)
    assert isinstance(went, TicketMoved)
    assert (came.department, came.agent, went.department, went.left) == ("water", None, None, ())
    assert feed.take(moved("gas")) == []
