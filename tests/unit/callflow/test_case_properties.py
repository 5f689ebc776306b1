"""Whatever happens, in whatever order: nobody is stuck, nobody hears what they should not, nothing is left open."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from callflow import commands, events
from callflow.case import replay
from callflow.drafting import FieldName
from callflow.flow import LOOK_UP_RESULTS
from callflow.hearing import still_needed
from callflow.refusal import refusal
from callflow.self_service import wanted_reply
from callflow.state import MOST_LEGS, Case, Leg, Tape, TicketPhase
from callflow.units import CITIZEN, MUSIC, AgentId, CaseId, LegId, TicketNumber
from callflow.views import PartyRole, PartyState, Phase, Place, Way
from tests.unit.callflow.course import FLOW, RULES, Course, heard

OVER = (Phase.CLOSED, Phase.ARCHIVED)
IN_AND_OUT = (commands.JoinQueue, commands.LeaveQueue)
BOSS = AgentId("2001")
REASONS = st.sampled_from([None, None, None, *events.CallOutReason])
HANG_UPS = (events.EndCause.PEER_HUNG_UP, events.EndCause.FAILED, events.EndCause.MEDIA_LOST)
PARTIES = (
    (PartyRole.DEPARTMENT, "市水务局", None),
    (PartyRole.DEPARTMENT, "市供电局", None),
    (PartyRole.EMERGENCY, "110", None),
    (PartyRole.OUTSIDE, "83001234", None),
    (PartyRole.AGENT, "1027", "3001"),
)
TIMES = ("key", "message", "announce", "give_up", "ring", "claim", "wrap_up", "closing")


class AnyCall(RuleBasedStateMachine):
    """A world around one case: it does only what real peers, workers and people could do, at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.course = Course()
        self.offers = 0
        self.lost = False
        self.answered_claims = 0

    @property
    def case(self) -> Case:
        return self.course.case

    @initialize(
        number=st.sampled_from(["13800001234", ""]), at_desk=st.integers(0, 1), reason=REASONS, night=st.booleans()
    )
    def begins(self, number: str, at_desk: int, reason: events.CallOutReason | None, night: bool) -> None:  # noqa: FBT001
        rules = RULES | {"answer_at_desk": at_desk}
        opened = {"case": CaseId("c1"), "city": "江城市", "flow": FLOW, "rules": rules}
        if reason is None:
            start = FLOW["closed"] if night else ""
            arrived = events.CallArrived(leg=CITIZEN, calling_number=number, called_number="12345", sip_call_id="x")
            self.course.tell(events.CaseOpened(**opened, start=start), arrived)
            return
        call_out = events.CallOut(
            number=number or "1",
            uri="sip:1@x",
            display_number="12345",
            reason=reason,
            agent=AgentId("1000") if reason is events.CallOutReason.RING_BACK else None,
            queue="general",
            ticket=TicketNumber("7") if reason is events.CallOutReason.FOLLOW_UP else None,
        )
        self.course.tell(events.CaseOpened(**opened, call_out=call_out))

    # --- the citizen ---

    @precondition(lambda self: CITIZEN in self.case.legs and self.leg(CITIZEN).state is PartyState.INCOMING)
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

    @precondition(lambda self: wanted_reply(self.case) is not None)
    @rule(reading=st.sampled_from(["", "reply.wav"]))
    def the_reply_is_spoken(self, reading: str) -> None:
        wanted = wanted_reply(self.case)
        assert wanted is not None
        self.course.tell(events.ReplySpoken(number=wanted.number, reading=reading))

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

    @precondition(lambda self: self.claims() and self.case.phase not in OVER)
    @rule(free=st.booleans())
    def a_worker_is_claimed(self, free: bool) -> None:  # noqa: FBT001
        self.answered_claims += 1
        self.course.tell(events.WorkerClaimed() if free else events.NoWorkerFree())

    @precondition(lambda self: self.case.finding)
    @rule(there=st.booleans())
    def the_directory_answers(self, there: bool) -> None:  # noqa: FBT001
        numbers = (events.Number(uri="sip:1@x", label="1"),) if there else ()
        self.course.tell(events.ContactFound(contact=self.case.finding, name="值班", numbers=numbers))

    @precondition(lambda self: self.unanswered())
    @rule(which=st.integers(0, 3))
    def a_phone_is_answered(self, which: int) -> None:
        leg = self.unanswered()[which % len(self.unanswered())]
        started = events.RecordingStarted(leg=leg, file=f"{leg}.wav", sample_zero_at=self.course.now)
        self.course.tell(started, events.LegAnswered(leg=leg))

    @precondition(lambda self: self.unanswered())
    @rule(which=st.integers(0, 3))
    def a_phone_refuses(self, which: int) -> None:
        self.course.ends(self.unanswered()[which % len(self.unanswered())], events.EndCause.FAILED)

    @precondition(lambda self: self.others())
    @rule(which=st.integers(0, 3), hold=st.booleans())
    def a_phone_holds_by_itself(self, which: int, hold: bool) -> None:  # noqa: FBT001
        leg = self.others()[which % len(self.others())]
        if self.is_up(leg):
            self.course.tell(events.LegHeld(leg=leg) if hold else events.LegResumed(leg=leg))

    @precondition(lambda self: self.others())
    @rule(which=st.integers(0, 3), cause=st.sampled_from(HANG_UPS))
    def a_phone_hangs_up(self, which: int, cause: events.EndCause) -> None:
        self.course.ends(self.others()[which % len(self.others())], cause)

    @precondition(lambda self: self.others())
    @rule(which=st.integers(0, 3), agent=st.sampled_from([None, AgentId("3001")]))
    def a_phone_refers(self, which: int, agent: AgentId | None) -> None:
        leg = self.others()[which % len(self.others())]
        if self.is_up(leg) and sum(1 for _ in self.case.living()) < MOST_LEGS:
            new_leg = LegId(f"referred-{sum(name.startswith('referred') for name in self.case.legs) + 1}")
            self.course.tell(events.LegReferred(leg=leg, new_leg=new_leg, target="3001", agent=agent))

    # --- what an agent and a supervisor may wish in a conversation ---

    @precondition(lambda self: self.case.agent is not None)
    @rule(
        way=st.sampled_from([Way.CONSULT, Way.THREE_WAY, Way.TRANSFER]),
        whom=st.sampled_from(PARTIES),
        n=st.integers(0, 3),
    )
    def the_agent_invites(self, way: Way, whom: tuple[PartyRole, str, str | None], n: int) -> None:
        role, name, invited = whom
        numbers = tuple(events.Number(uri=f"sip:{i}@x", label=str(i)) for i in range(n))
        department = name if role is PartyRole.DEPARTMENT else ""
        colleague = None if invited is None else AgentId(invited)
        self.wishes(
            events.PartyInvited(
                agent=self.case.agent or AgentId(""),
                role=role,
                name=name,
                way=way,
                numbers=numbers,
                department=department,
                invited=colleague,
            )
        )

    @precondition(lambda self: self.case.agent is not None)
    @rule(
        wish=st.sampled_from([events.HoldRequested, events.ResumeRequested, events.PartyDropped]),
        which=st.integers(0, 5),
    )
    def the_agent_steers_a_party(self, wish: type, which: int) -> None:
        legs = list(self.case.legs)
        if legs:
            self.wishes(wish(agent=self.case.agent, leg=legs[which % len(legs)]))

    @precondition(lambda self: self.case.agent is not None)
    @rule(wants=st.sampled_from([None, AgentId("3001")]))
    def the_agent_transfers(self, wants: AgentId | None) -> None:
        self.wishes(events.TransferRequested(agent=self.case.agent or AgentId(""), queue="general", wants=wants))

    @precondition(lambda self: self.case.pending())
    @rule()
    def the_agent_withdraws(self) -> None:
        invitation = self.case.pending()[0].id
        self.wishes(events.InvitationWithdrawn(agent=self.case.agent or AgentId(""), invitation=invitation))

    @rule(place=st.sampled_from([Place.LISTEN, Place.WHISPER, Place.ROOM]), wish=st.integers(0, 3))
    def a_supervisor_wishes(self, place: Place, wish: int) -> None:
        made = (
            events.SupervisorCame(agent=BOSS, uri="sip:2001@x", place=place),
            events.SupervisorMoved(agent=BOSS, place=place),
            events.SupervisorTookOver(agent=BOSS),
            events.SupervisorLeft(agent=BOSS),
        )
        self.wishes(made[wish])

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
    @rule(name=st.sampled_from([*TIMES, "ring:department-1", "ring:citizen"]))
    def a_deadline_comes_that_was_moved(self, name: str) -> None:
        if name not in self.case.deadlines or self.case.deadlines[name] > self.course.now + 10:
            self.course.tell(events.DeadlinePassed(name=name))
            assert self.course.given == ()

    @precondition(lambda self: self.taped(Tape.GROWING) or self.taped(Tape.WHOLE))
    @rule(second=st.integers(0, 300), text=st.text("我路灯不亮姓刘0一二三", min_size=1, max_size=12))
    def something_is_said(self, second: int, text: str) -> None:
        leg = (self.taped(Tape.GROWING) or self.taped(Tape.WHOLE))[0]
        self.course.tell(heard(text, leg, second))

    @precondition(lambda self: self.case.phase not in OVER)
    @rule(model=st.sampled_from(["", "dialect", "english"]), missing=st.sampled_from(["", "dialect"]))
    def a_speech_model_is_chosen(self, model: str, missing: str) -> None:
        self.course.tell(events.SpeechModelChosen(model=model, missing="" if missing == model else missing))

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
                events.SwapRequested,
                events.JoinRequested,
                events.LeaveRequested,
                events.HangUpRequested,
                events.WrapUpExtended,
                events.WrapUpEnded,
                events.TicketConfirmed,
            ]
        )
    )
    def the_agent_wishes(self, wish: type) -> None:
        self.wishes(wish(agent=self.case.agent))

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
    def only_the_agent_hears_a_whisper(self) -> None:
        for listener, talker in self.case.topology:
            if talker != MUSIC and self.leg(talker).silent:
                assert listener == self.case.agent_leg
                assert self.leg(talker).place is Place.WHISPER

    @invariant()
    def music_and_people_are_never_heard_together(self) -> None:
        hears_music = {listener for listener, talker in self.case.topology if talker == MUSIC}
        assert not any(listener in hears_music and talker != MUSIC for listener, talker in self.case.topology)

    @invariant()
    def a_call_worker_is_never_asked_for_a_fifth_leg(self) -> None:
        assert sum(1 for _ in self.case.living()) <= MOST_LEGS

    @invariant()
    def nobody_is_with_the_case_who_is_not_bound_to_it(self) -> None:
        if self.case.phase in OVER:
            assert not self.case.taken

    @invariant()
    def nobody_is_stuck(self) -> None:
        moving = (
            self.case.deadlines
            or any(True for _ in self.case.living())
            or self.case.playing is not None
            or self.claims()
            or (self.case.phase is Phase.QUEUED and self.case.call_out)
        )
        assert self.case.phase in OVER or moving

    @invariant()
    def a_menu_speaks_waits_for_a_key_or_asks_the_records(self) -> None:
        if self.case.phase is Phase.MENU:
            times = len({"key", "message"} & set(self.case.deadlines))
            calls = bool(self.case.finding) + bool(self.case.pending())
            assert (self.case.playing is not None) + times + calls + self.looks_up() == 1

    @invariant()
    def each_model_has_its_place_and_none_that_is_missing_is_waited_for(self) -> None:
        for leg in self.case.legs.values():
            places = [span.from_sample for span in leg.models]
            assert places == sorted(set(places))
        assert self.case.speech_model_missing not in still_needed(self.case)

    @invariant()
    def a_waiting_caller_has_a_deadline(self) -> None:
        if self.case.phase in (Phase.QUEUED, Phase.RINGING) and not self.case.call_out:
            assert self.case.deadlines

    @invariant()
    def nobody_stands_in_line_who_does_not_wait(self) -> None:
        line = [entry.command for entry in self.course.log if isinstance(entry.command, IN_AND_OUT)]
        if self.case.phase not in (Phase.QUEUED, Phase.RINGING):
            assert not line or isinstance(line[-1], commands.LeaveQueue)

    @invariant()
    def a_conversation_has_two_parties_or_waits_for_one(self) -> None:
        if self.case.phase is Phase.TALKING:
            there = [leg for leg in self.case.present() if not leg.silent]
            assert len(there) > 1 or (self.case.citizen_present and self.case.pending())

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
        for _ in range(30):
            if self.case.call_out and self.case.phase in (Phase.QUEUED, Phase.RINGING):
                self._serve_a_promised_call()
            for leg in list(self.case.living()):
                self.course.ends(leg.id)
            if self.case.finding:
                self.course.tell(events.ContactFound(contact=self.case.finding, name="", numbers=()))
            if self.case.phase in OVER:
                return
            if self.claims():
                self.a_worker_is_claimed_at_last()
            if self.case.deadlines:
                self.course.wait()

    def a_worker_is_claimed_at_last(self) -> None:
        self.answered_claims += 1
        self.course.tell(events.WorkerClaimed())

    def _serve_a_promised_call(self) -> None:
        """A call that waits for an agent ends only once one was there."""
        if self.case.phase is Phase.QUEUED:
            self.an_agent_is_offered()
        if self.claims():
            self.a_worker_is_claimed_at_last()
        if self.case.rules.answer_at_desk:
            self.wishes(events.AgentAccepted(agent=self.case.agent or AgentId("")))
        if self.unanswered():
            self.a_phone_is_answered(0)

    def _check_the_books(self) -> None:
        given_back = [c.agent for c in self.course.gave(commands.FreeAgent) + self.course.gave(commands.ReportNoAnswer)]
        taken = [c.agent for c in self.course.gave(commands.TakeAgent)]
        offered = [entry.event.agent for entry in self.course.log if isinstance(entry.event, events.AgentOffered)]
        assert sorted(given_back) == sorted(taken + offered)
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

    def claims(self) -> bool:
        return len(self.course.gave(commands.ClaimWorker)) > self.answered_claims

    def wishes(self, event: events.Event) -> None:
        if refusal(self.case, event) is None:
            self.course.tell(event)

    def others(self) -> list[LegId]:
        return [leg.id for leg in self.case.living() if leg.id != CITIZEN]

    def is_up(self, leg: LegId) -> bool:
        return leg in self.case.legs and self.leg(leg).state in (PartyState.UP, PartyState.HELD)

    def unanswered(self) -> list[LegId]:
        ringing = (PartyState.DIALLING, PartyState.RINGING)
        return [leg.id for leg in self.case.living() if leg.state in ringing]

    def taped(self, tape: Tape) -> list[LegId]:
        return [leg.id for leg in self.case.legs.values() if leg.tape is tape]


AnyCall.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_call = AnyCall.TestCase
