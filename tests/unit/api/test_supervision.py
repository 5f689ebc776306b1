"""What an agent's screen is told of supervisors: nothing that they say, nor that they listen."""

import msgspec
import pytest

from api.screen_feed import ScreenFeed
from api.supervision import detail_without_supervision, hides, without_supervision
from api.viewer import Viewer
from callflow import commands, events
from callflow.drafting import TicketDraft
from callflow.events import Event
from callflow.screen import CaseEntry, CaseSnapshot, Partial, ToScreen
from callflow.units import AgentId, CallMs, CaseId, LegId, SampleIndex, UtteranceId, WallMs
from callflow.utterance import Setting, Utterance
from callflow.views import (
    CaseDetail,
    CaseView,
    InvitationView,
    Party,
    PartyRole,
    PartyState,
    Phase,
    Place,
    Role,
    TicketState,
    Way,
)
from tests.api.fake_hotline import START, FakeHotline

ANNA = Viewer(agent=AgentId("1026"), name="李静", role=Role.AGENT)
BORIS = Viewer(agent=AgentId("1027"), name="张伟", role=Role.AGENT)
SUPERVISOR = Viewer(agent=AgentId("9001"), name="王班长", role=Role.SUPERVISOR)
LEG = LegId("supervisor-1")
CITIZEN, AGENT = LegId("citizen"), LegId("agent-1")


def party(leg: LegId, role: PartyRole, place: Place = Place.ROOM, agent: str | None = None) -> Party:
    number = AgentId(agent) if agent else None
    return Party(leg=leg, role=role, label=leg, state=PartyState.UP, place=place, agent=number, since=START)


def invitation(role: PartyRole) -> InvitationView:
    return InvitationView(id=1, role=role, name="x", way=Way.CONSULT, asked_at=START, pending=True)


def supervised(place: Place) -> CaseView:
    return CaseView(
        case=CaseId("live"),
        phase=Phase.TALKING,
        calling_number="13812345678",
        agent=ANNA.agent,
        started_at=START,
        parties=(
            party(CITIZEN, PartyRole.CITIZEN),
            party(AGENT, PartyRole.AGENT, agent="1026"),
            party(LEG, PartyRole.SUPERVISOR, place, agent="9001"),
        ),
        hears=((CITIZEN, AGENT), (AGENT, CITIZEN), (LEG, CITIZEN), (LEG, AGENT), (AGENT, LEG)),
        invitations=(invitation(PartyRole.DEPARTMENT), invitation(PartyRole.SUPERVISOR)),
    )


@pytest.mark.parametrize("place", [Place.LISTEN, Place.WHISPER])
def test_an_agent_does_not_see_a_supervisor_who_listens_or_advises(place: Place) -> None:
    view = without_supervision(supervised(place))
    assert [one.leg for one in view.parties] == [CITIZEN, AGENT]
    assert view.hears == ((CITIZEN, AGENT), (AGENT, CITIZEN))
    assert [one.role for one in view.invitations] == [PartyRole.DEPARTMENT]


def test_an_agent_sees_a_supervisor_who_speaks_with_all() -> None:
    view = without_supervision(supervised(Place.ROOM))
    assert [one.leg for one in view.parties] == [CITIZEN, AGENT, LEG]
    assert view.hears == supervised(Place.ROOM).hears


def heard(leg: LegId, text: str = "问地址") -> events.UtteranceHeard:
    first, start, end = SampleIndex(0), CallMs(0), CallMs(1)
    return events.UtteranceHeard(
        leg=leg,
        first_sample=first,
        resume_sample=first,
        start_ms=start,
        end_ms=end,
        text=text,
        words=(),
        confidence=1,
    )


SUPERVISORS_OWN = [
    events.SupervisorCame(agent=SUPERVISOR.agent, uri="sip:9001@host", place=Place.LISTEN),
    events.SupervisorMoved(agent=SUPERVISOR.agent, place=Place.WHISPER),
    events.SupervisorLeft(agent=SUPERVISOR.agent),
    events.LegRinging(leg=LEG),
    events.LegAnswered(leg=LEG),
    events.LegEnded(leg=LEG, cause=events.EndCause.PEER_HUNG_UP),
    events.RecordingStarted(leg=LEG, file="supervisor-1.wav", sample_zero_at=START),
    heard(LEG),
    events.CaptionCorrected(utterance=UtteranceId("supervisor-1:0"), text="问地址", agent=SUPERVISOR.agent),
    events.PartyInvited(agent=SUPERVISOR.agent, role=PartyRole.SUPERVISOR, name="王班长", way=Way.CONSULT, numbers=()),
]
EVERYBODYS = [
    events.SupervisorTookOver(agent=SUPERVISOR.agent),
    events.LegAnswered(leg=AGENT),
    heard(CITIZEN),
    events.CaptionCorrected(utterance=UtteranceId("citizen:0"), text="喂", agent=ANNA.agent),
]


def entry(event: Event) -> CaseEntry:
    return CaseEntry(case=CaseId("live"), index=1, at=START, event=event)  # type: ignore[arg-type]


@pytest.mark.parametrize("event", SUPERVISORS_OWN, ids=lambda event: type(event).__name__)
def test_a_supervisors_own_lines_are_hidden_from_agents(event: Event) -> None:
    assert hides(entry(event))


@pytest.mark.parametrize("event", EVERYBODYS, ids=lambda event: type(event).__name__)
def test_other_lines_and_a_take_over_are_not_hidden(event: Event) -> None:
    assert not hides(entry(event))


def test_making_room_is_told_to_supervisors_only() -> None:
    yielded = commands.YieldSupervision(agent=SUPERVISOR.agent, to="市水务局")
    assert hides(CaseEntry(case=CaseId("live"), index=1, at=START, command=yielded))


def partial(leg: LegId) -> Partial:
    return Partial(case=CaseId("live"), leg=leg, first_sample=SampleIndex(0), start_ms=CallMs(0), text="问")


def sent(viewer: Viewer, view: CaseView) -> list[ToScreen]:
    """Everything that a connected screen is sent of a case in which a supervisor says something."""
    hotline = FakeHotline()
    case = hotline.open_case("live", agent="1026")
    feed = ScreenFeed(viewer, hotline.entries)
    messages = feed.resume({}, hotline.snapshots())
    hotline.watch(lambda told: messages.extend(feed.take(told)))
    for event in SUPERVISORS_OWN:
        hotline.log(case, event)
    hotline.log(case, heard(CITIZEN, "喂"))
    messages += [*feed.take(partial(LEG)), *feed.take(partial(CITIZEN))]
    messages += feed.take(CaseSnapshot(case=case, index=99, view=view))
    return messages


def test_nothing_of_a_whisper_reaches_the_agents_screen_and_all_of_it_the_supervisors() -> None:
    view = supervised(Place.WHISPER)
    to_anna = msgspec.json.encode(sent(ANNA, view)).decode()
    to_supervisor = msgspec.json.encode(sent(SUPERVISOR, view)).decode()
    assert "supervisor" not in to_anna.lower()
    assert "问地址" not in to_anna
    assert '"喂"' in to_anna
    assert to_supervisor.count("问地址") == 2


def test_hidden_lines_are_not_sent_again_after_a_reconnection() -> None:
    hotline = FakeHotline()
    case = hotline.open_case("live", agent="1026")
    hotline.log(case, heard(LEG))
    feed = ScreenFeed(ANNA, hotline.entries)
    feed.resume({}, hotline.snapshots())
    last = hotline.log(case, heard(CITIZEN))
    assert [
        message.index for message in feed.take(entry_at(hotline, case, last)) if isinstance(message, CaseEntry)
    ] == [last]


def entry_at(hotline: FakeHotline, case: CaseId, index: int) -> CaseEntry:
    found = hotline.entries(case, index - 1)[0]
    return CaseEntry(case=case, index=index, at=found.at, event=found.event)


def said(leg: LegId, role: PartyRole, setting: Setting) -> Utterance:
    name = UtteranceId(f"{leg}:0")
    return Utterance(id=name, leg=leg, role=role, setting=setting, start_ms=CallMs(0), end_ms=CallMs(1), text="x")


def test_an_agent_reads_a_case_without_any_word_of_a_supervisor() -> None:
    words = (
        said(CITIZEN, PartyRole.CITIZEN, Setting.TALK),
        said(CITIZEN, PartyRole.CITIZEN, Setting.HOLD),
        said(LEG, PartyRole.SUPERVISOR, Setting.TALK),
        said(LegId("supervisor-2"), PartyRole.SUPERVISOR, Setting.SUPERVISION),
    )
    detail = CaseDetail(view=supervised(Place.LISTEN), utterances=words, draft=TicketDraft(), edited={})
    cut = detail_without_supervision(detail)
    assert cut.utterances == words[:2]
    assert len(cut.view.parties) == 2


def test_a_colleague_sees_the_case_while_called_into_it() -> None:
    view = msgspec.structs.replace(supervised(Place.LISTEN), parties=(party(LEG, PartyRole.AGENT, agent="1027"),))
    gone = msgspec.structs.replace(view.parties[0], state=PartyState.GONE)
    assert BORIS.watches(view)
    assert not BORIS.watches(msgspec.structs.replace(view, parties=(gone,)))
    assert not BORIS.watches_own(view)


def unclaimed(**changes: object) -> CaseView:
    closed = CaseView(
        case=CaseId("message"),
        phase=Phase.CLOSED,
        calling_number="138",
        started_at=WallMs(1),
        ticket_state=TicketState.DRAFT,
        ended_as="message",  # type: ignore[arg-type]
    )
    return msgspec.structs.replace(closed, **changes)


@pytest.mark.parametrize("viewer", [ANNA, SUPERVISOR])
def test_a_message_is_on_everybodys_screen_until_somebody_takes_it(viewer: Viewer) -> None:
    assert viewer.watches(unclaimed())
    assert not viewer.watches(unclaimed(agent=AgentId("1099")))
    assert not viewer.watches(unclaimed(ticket_state=TicketState.DISCARDED))
    assert not viewer.watches(unclaimed(ticket_state=TicketState.NONE))
    assert not viewer.watches(unclaimed(phase=Phase.ARCHIVED))


def test_a_call_that_is_on_is_nobodys_message() -> None:
    assert not ANNA.watches(unclaimed(phase=Phase.QUEUED, ended_as=None))
