"""Whatever happens, in whatever order: nobody is stuck, nobody hears what they should not, nothing is left open."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from callflow import commands, events
from callflow.case import replay
from callflow.drafting import FieldName
from callflow.flow import LOOK_UP_RESULTS
from callflow.refusal import refusal
from callflow.state import Case, Leg, Phase, Tape, TicketPhase
from callflow.units import CITIZEN, MUSIC, AgentId, LegId, TicketNumber
from callflow.views import PartyRole, PartyState
from tests.unit.callflow.course import Course, heard

OVER = (Phase.CLOSED, Phase.ARCHIVED)


class AnyCall(RuleBasedStateMachine):
    """A world around one case: it does only what real peers, workers and people could do, at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.course = Course()
        self.offers = 0
        self.lost = False

    @property
    def case(self) -> Case:
        return self.course.case

    @initialize(number=st.sampled_from(["13800001234", ""]), at_desk=st.integers(0, 1))
    def arrives(self, number: str, at_desk: int) -> None:
        self.course.arrives(number, answer_at_desk=at_desk)

    # --- the citizen ---

    @precondition(lambda self: self.leg(CITIZEN).state is PartyState.INCOMING)
    @rule()
    def citizen_is_connected(self) -> None:
        started = events.RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=self.course.now)
        self.course.tell(started, events.LegAnswered(leg=CITIZEN))

    @precondition(lambda self: self.is_up(CITIZEN))
    @rule(key=st.sampled_from("0123456789*#"))
    def citizen_presses(self, key: str) -> None:
        self.course.press(key)

    @precondition(lambda self: self.lives(CITIZEN))
    @rule()
    def citizen_hangs_up(self) -> None:
        self.course.ends("citizen")

    @precondition(lambda self: self.case.phase is Phase.MENU and self.looks_up())
    @rule(result=st.sampled_from(LOOK_UP_RESULTS))
    def the_records_answer(self, result: str) -> None:
        self.course.tell(events.TicketLookedUp(number="", result=result))

    # --- the queue and agents' phones ---

    @precondition(lambda self: self.case.phase is Phase.QUEUED)
    @rule()
    def an_agent_is_offered(self) -> None:
        self.offers += 1
        self.course.offered(str(1000 + self.offers))

    @precondition(lambda self: self.case.phase is not Phase.ARCHIVED)
    @rule()
    def an_offer_crosses_on_the_way(self) -> None:
        if self.case.phase is not Phase.QUEUED:
            self.course.offered("9999")
            assert self.course.given[0] == commands.FreeAgent(agent=AgentId("9999"))

    @precondition(lambda self: self.case.phase not in OVER)
    @rule(ahead=st.integers(0, 20))
    def the_queue_moves(self, ahead: int) -> None:
        self.course.tell(events.QueueMoved(ahead=ahead))

    @precondition(lambda self: self.case.phase not in OVER)
    @rule()
    def nobody_is_there(self) -> None:
        self.course.tell(events.NobodyThere())

    @precondition(lambda self: self.unanswered())
    @rule()
    def a_phone_is_answered(self) -> None:
        leg = self.unanswered()[0]
        started = events.RecordingStarted(leg=leg, file=f"{leg}.wav", sample_zero_at=self.course.now)
        self.course.tell(started, events.LegAnswered(leg=leg))

    @precondition(lambda self: self.unanswered())
    @rule()
    def a_phone_refuses(self) -> None:
        self.course.ends(self.unanswered()[0], events.EndCause.FAILED)

    @precondition(lambda self: self.agent_legs())
    @rule(hold=st.booleans())
    def an_agents_phone_holds_by_itself(self, hold: bool) -> None:  # noqa: FBT001
        leg = self.agent_legs()[-1]
        if self.is_up(leg):
            self.course.tell(events.LegHeld(leg=leg) if hold else events.LegResumed(leg=leg))

    @precondition(lambda self: self.agent_legs())
    @rule()
    def an_agents_phone_hangs_up(self) -> None:
        self.course.ends(self.agent_legs()[-1])

    # --- time, prompts, words ---

    @precondition(lambda self: self.case.deadlines)
    @rule()
    def time_passes(self) -> None:
        self.course.wait()

    @precondition(lambda self: self.case.playing is not None and self.lives(CITIZEN))
    @rule()
    def the_prompt_ends(self) -> None:
        self.course.prompt_ends()

    @precondition(lambda self: self.case.phase is not Phase.ARCHIVED)
    @rule(name=st.sampled_from(["key", "announce", "give_up", "ring", "wrap_up", "closing"]))
    def a_deadline_comes_that_was_moved(self, name: str) -> None:
        if name not in self.case.deadlines or self.case.deadlines[name] > self.course.now + 10:
            self.course.tell(events.DeadlinePassed(name=name))
            assert self.course.given == ()

    @precondition(lambda self: self.taped(Tape.GROWING) or self.taped(Tape.WHOLE))
    @rule(second=st.integers(0, 300), text=st.text("我路灯不亮姓刘0一二三", min_size=1, max_size=12))
    def something_is_said(self, second: int, text: str) -> None:
        leg = (self.taped(Tape.GROWING) or self.taped(Tape.WHOLE))[0]
        self.course.tell(heard(text, leg, second))

    @precondition(lambda self: self.taped(Tape.WHOLE))
    @rule()
    def a_transcript_is_complete(self) -> None:
        self.course.tell(events.TranscriptCompleted(leg=self.taped(Tape.WHOLE)[0]))

    # --- people and faults ---

    @precondition(lambda self: self.case.ticket_phase is TicketPhase.OPENING)
    @rule()
    def the_ticket_is_opened(self) -> None:
        self.course.tell(events.TicketOpened(number=TicketNumber("260000000001")))

    @precondition(lambda self: self.case.agent is not None)
    @rule(
        wish=st.sampled_from(
            [
                events.AgentAccepted,
                events.HoldRequested,
                events.ResumeRequested,
                events.HangUpRequested,
                events.WrapUpExtended,
                events.WrapUpEnded,
                events.TicketConfirmed,
            ]
        )
    )
    def the_agent_wishes(self, wish: type) -> None:
        event = wish(agent=self.case.agent)
        if refusal(self.case, event) is None:
            self.course.tell(event)

    @precondition(lambda self: self.case.agent is not None)
    @rule(field=st.sampled_from(list(FieldName)), value=st.text(max_size=5))
    def the_agent_types(self, field: FieldName, value: str) -> None:
        event = events.FieldEdited(field=field, value=value, agent=self.case.agent or AgentId(""))
        if refusal(self.case, event) is None:
            self.course.tell(event)
            assert self.case.values()[field] == value

    @precondition(lambda self: not self.lost and not self.case.released)
    @rule()
    def the_worker_dies(self) -> None:
        self.lost = True
        self.course.tell(events.WorkerLost())
        for leg in self.taped(Tape.GROWING):
            self.course.tell(events.RecordingClosed(leg=leg, samples=1_600))

    @rule()
    def nothing_happens(self) -> None:
        """A case that is archived has no other choice."""

    # --- what always holds ---

    @invariant()
    def only_the_living_hear_and_are_heard(self) -> None:
        living = {leg.id for leg in self.case.living()}
        for listener, talker in self.case.topology:
            assert listener != talker
            if self.case.phase not in (*OVER, Phase.CLOSING, Phase.WRAP_UP):
                assert listener in living
                assert talker in living | {MUSIC}

    @invariant()
    def a_caller_hears_at_most_one_agent(self) -> None:
        assert sum(listener == CITIZEN and talker != MUSIC for listener, talker in self.case.topology) <= 1

    @invariant()
    def nobody_is_stuck(self) -> None:
        moving = self.case.deadlines or any(True for _ in self.case.living()) or self.case.playing is not None
        assert self.case.phase in OVER or moving

    @invariant()
    def a_menu_speaks_waits_for_a_key_or_asks_the_records(self) -> None:
        if self.case.phase is Phase.MENU:
            asks = self.looks_up()
            assert (self.case.playing is not None) + ("key" in self.case.deadlines) + asks == 1

    @invariant()
    def a_waiting_caller_has_a_deadline(self) -> None:
        if self.case.phase in (Phase.QUEUED, Phase.RINGING):
            assert self.case.deadlines

    @invariant()
    def a_talk_has_both_parties(self) -> None:
        if self.case.phase in (Phase.TALKING, Phase.HELD):
            assert self.case.agent_leg is not None
            assert self.lives(CITIZEN)
            assert self.lives(self.case.agent_leg)

    @invariant()
    def the_state_knows_the_length_of_its_log(self) -> None:
        assert self.case.entries == len(self.course.log)

    def teardown(self) -> None:
        """Everybody goes home: the case must close, and leave nothing behind."""
        if not self.course.log:
            return
        self._let_everybody_go()
        assert self.case.phase in OVER
        assert self.case.released
        assert not list(self.case.living()) or commands.ReleaseWorker() in self.course.gave(commands.ReleaseWorker)
        self._check_the_books()

    def _let_everybody_go(self) -> None:
        for _ in range(20):
            for leg in list(self.case.living()):
                self.course.ends(leg.id)
            if self.case.phase in OVER:
                return
            if self.case.deadlines:
                self.course.wait()

    def _check_the_books(self) -> None:
        assert len(self.course.gave(commands.JoinQueue)) == len(self.course.gave(commands.LeaveQueue))
        given_back = [c.agent for c in self.course.gave(commands.FreeAgent) + self.course.gave(commands.ReportNoAnswer)]
        mine = sorted(agent for agent in given_back if agent != "9999")
        assert mine == sorted(str(1001 + n) for n in range(self.offers))
        assert len(self.course.gave(commands.CloseCase)) == 1
        again = replay((entry.event, entry.at) for entry in self.course.log if entry.event is not None)
        assert again == self.case

    # --- looking ---

    def leg(self, leg: LegId) -> Leg:
        return self.case.legs[leg]

    def lives(self, leg: LegId) -> bool:
        return leg in self.case.legs and self.leg(leg).state is not PartyState.GONE

    def looks_up(self) -> bool:
        return bool(self.case.flow and self.case.menu and self.case.flow.steps[self.case.menu.step].look_up)

    def is_up(self, leg: LegId) -> bool:
        return leg in self.case.legs and self.leg(leg).state in (PartyState.UP, PartyState.HELD)

    def agent_legs(self) -> list[LegId]:
        return [leg.id for leg in self.case.living() if leg.role is PartyRole.AGENT]

    def unanswered(self) -> list[LegId]:
        ringing = (PartyState.DIALLING, PartyState.RINGING)
        return [leg.id for leg in self.case.living() if leg.role is PartyRole.AGENT and leg.state in ringing]

    def taped(self, tape: Tape) -> list[LegId]:
        return [leg.id for leg in self.case.legs.values() if leg.tape is tape]


AnyCall.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_call = AnyCall.TestCase
