"""The case from INVITE to archive, one behaviour a test."""

import pytest

from callflow import commands, events
from callflow.case import UnexpectedEventError, replay
from callflow.conference import everyone, on_hold
from callflow.drafting import FieldName
from callflow.legs import UnknownLegError
from callflow.refusal import refusal
from callflow.units import CITIZEN, AgentId, LegId
from callflow.views import Arrangement, Phase
from callflow.wiring import arrangement
from tests.unit.callflow.course import Course

AGENT_1 = LegId("agent-1")
ME = AgentId("1026")


def test_an_invite_is_answered_and_greeted_with_the_recording_notice() -> None:
    course = Course().in_menu()
    assert course.gave(commands.AnswerLeg) == [commands.AnswerLeg(leg=CITIZEN, recording="citizen.wav")]
    assert course.gave(commands.TranscribeLeg) == [commands.TranscribeLeg(leg=CITIZEN)]
    assert course.said() == [("greeting",)]


def test_who_presses_nothing_waits_for_a_person_with_music() -> None:
    course = Course().waits()
    assert course.case.phase is Phase.QUEUED
    assert course.gave(commands.JoinQueue) == [commands.JoinQueue(queue="general")]
    assert course.case.topology == on_hold(CITIZEN)


def test_one_puts_through_at_once_and_stops_the_greeting() -> None:
    course = Course().in_menu().press("1")
    assert course.case.phase is Phase.QUEUED
    assert course.gave(commands.StopPrompt) == [commands.StopPrompt(leg=CITIZEN)]


def test_the_end_of_an_interrupted_prompt_means_nothing() -> None:
    course = Course().in_menu()
    first = course.case.playing
    assert first is not None
    course.press("9").tell(events.PromptEnded(leg=CITIZEN, prompt=first))
    assert course.case.phase is Phase.MENU
    assert course.said() == [("greeting",), ("greeting",)]


def test_a_ticket_number_is_collected_read_back_and_looked_up() -> None:
    course = Course().in_menu().press("2").prompt_ends().press("2601#")
    assert course.said()[-1] == ("read_back", "digit_2", "digit_6", "digit_0", "digit_1", "read_back_confirm")
    course.press("1")
    assert course.gave(commands.LookUpTicket) == [commands.LookUpTicket(number="2601")]
    course.tell(events.TicketLookedUp(number="2601", result="confirmed"))
    assert course.said()[-1] == ("ticket_confirmed",)


def test_a_pause_ends_the_number_as_the_end_key_does() -> None:
    course = Course().in_menu().press("2").prompt_ends().press("26").wait()
    assert course.said()[-1][0] == "read_back"


def test_a_key_that_means_nothing_does_not_end_the_wait_for_others() -> None:
    course = Course().in_menu().press("2").prompt_ends().press("*")
    course.wait()
    assert course.said()[-1] == ("no_key", "ask_ticket_number")


def test_the_agent_idle_longest_is_rung_while_music_plays_on() -> None:
    course = Course().waits().offered()
    (dial,) = course.gave(commands.DialLeg)
    assert (dial.leg, dial.uri, dial.display_number) == (AGENT_1, "sip:1026@127.0.0.1", "13800001234")
    assert course.case.topology == on_hold(CITIZEN)


def test_an_answer_connects_both_and_opens_a_ticket() -> None:
    course = Course().waits().offered().answers()
    assert course.case.phase is Phase.TALKING
    assert course.case.topology == everyone(CITIZEN, AGENT_1)
    assert course.gave(commands.LeaveQueue)
    assert course.gave(commands.OpenTicket)


def test_a_phone_that_rings_in_vain_is_cancelled_and_the_next_agent_is_asked() -> None:
    course = Course().waits().offered("1026").wait()
    assert course.case.phase is Phase.QUEUED
    assert commands.HangUpLeg(leg=AGENT_1) in course.given
    assert commands.ReportNoAnswer(agent=ME) in course.given
    course.ends("agent-1", events.EndCause.WE_HUNG_UP).offered("1027").answers()
    assert course.case.phase is Phase.TALKING
    assert course.case.topology == everyone(CITIZEN, LegId("agent-2"))


def test_a_busy_phone_is_the_next_agents_chance() -> None:
    course = Course().waits().offered().ends("agent-1", events.EndCause.FAILED)
    assert course.case.phase is Phase.QUEUED
    assert commands.ReportNoAnswer(agent=ME) in course.given


def test_an_answer_that_crossed_the_cancel_is_hung_up() -> None:
    course = Course().waits().offered().wait().tell(events.LegAnswered(leg=AGENT_1))
    assert course.given == (commands.HangUpLeg(leg=AGENT_1),)
    assert course.case.phase is Phase.QUEUED


def test_where_screens_ring_the_phone_is_called_once_the_agent_has_accepted() -> None:
    course = Course().waits(answer_at_desk=1).offered()
    assert course.case.phase is Phase.RINGING
    assert not course.gave(commands.DialLeg)
    accepted = events.AgentAccepted(agent=ME)
    assert refusal(course.case, accepted) is None
    course.tell(accepted)
    (dialled,) = course.gave(commands.DialLeg)
    assert (dialled.uri, dialled.answer_by_itself) == ("sip:1026@127.0.0.1", True)
    assert refusal(course.case, accepted) == "正在接通您的话机，请稍候。"
    assert course.answers().case.phase is Phase.TALKING


def test_a_screen_that_rings_in_vain_is_the_next_agents_chance() -> None:
    course = Course().waits(answer_at_desk=1).offered().wait()
    assert course.given == (commands.ReportNoAnswer(agent=ME),)
    assert refusal(course.case, events.AgentAccepted(agent=ME)) == "这个来电已经不在振铃，可能已转给其他坐席。"


def test_where_phones_ring_the_screen_cannot_accept() -> None:
    course = Course().waits().offered()
    assert refusal(course.case, events.AgentAccepted(agent=ME)) == "请在话机上接听。"


def test_the_position_is_told_between_stretches_of_music() -> None:
    course = Course().waits().tell(events.QueueMoved(ahead=2)).wait()
    assert course.said()[-1][0] == "position_2"
    assert course.case.topology == ()
    course.prompt_ends()
    assert course.case.topology == on_hold(CITIZEN)


def test_hold_gives_the_citizen_music_and_resume_the_talk() -> None:
    course = Course().talks().tell(events.HoldRequested(agent=ME))
    assert course.case.topology == on_hold(CITIZEN)
    assert arrangement(course.case) is Arrangement.HOLD
    course.tell(events.ResumeRequested(agent=ME))
    assert (course.case.phase, course.case.topology) == (Phase.TALKING, everyone(CITIZEN, AGENT_1))


def test_a_phone_that_holds_by_itself_is_a_hold_too() -> None:
    course = Course().talks().tell(events.LegHeld(leg=AGENT_1))
    assert course.case.topology == on_hold(CITIZEN)
    course.tell(events.LegResumed(leg=AGENT_1))
    assert course.case.phase is Phase.TALKING


def test_a_citizen_who_hangs_up_lets_the_agent_go_and_write() -> None:
    course = Course().talks().ends("citizen")
    assert course.case.phase is Phase.WRAP_UP
    assert commands.HangUpLeg(leg=AGENT_1) in course.given
    course.ends("agent-1")
    assert commands.ReleaseWorker() in course.given
    assert not course.gave(commands.FreeAgent)


def test_an_agent_who_hangs_up_writes_while_the_citizen_rates_the_service() -> None:
    course = Course().talks().ends("agent-1")
    assert (course.case.phase, course.case.writing) == (Phase.SURVEY, True)
    course.prompt_ends().press("2")
    assert course.said()[-1] == ("survey_thanks",)
    course.prompt_ends()
    assert course.gave(commands.StoreSatisfaction) == [commands.StoreSatisfaction(score=2)]
    assert commands.HangUpLeg(leg=CITIZEN) in course.given
    course.ends("citizen")
    assert course.case.phase is Phase.WRAP_UP
    assert course.case.released


def test_who_rates_nothing_is_noted_as_that() -> None:
    course = Course().talks().ends("agent-1").ends("citizen")
    assert course.gave(commands.StoreSatisfaction) == [commands.StoreSatisfaction(score=None)]
    assert course.case.phase is Phase.WRAP_UP


def test_an_agent_who_is_done_is_free_though_the_citizen_still_rates() -> None:
    course = Course().talks().ends("agent-1").tell(events.WrapUpEnded(agent=ME))
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]
    assert course.case.phase is Phase.SURVEY
    course.ends("citizen")
    assert course.case.phase is Phase.CLOSED


def test_wrap_up_can_be_extended_and_ends_by_itself() -> None:
    course = Course().talks().ends("citizen").ends("agent-1")
    until = course.case.deadlines["wrap_up"]
    course.tell(events.WrapUpExtended(agent=ME))
    assert course.case.deadlines["wrap_up"] == until + course.case.rules.wrap_up_extend_ms
    course.wait()
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]
    assert course.case.phase is Phase.CLOSED


def test_a_case_is_archived_once_words_and_ticket_are_complete() -> None:
    course = Course().talks().ends("citizen").ends("agent-1").tell(events.WrapUpEnded(agent=ME))
    course.transcribed()
    assert course.case.phase is Phase.CLOSED
    course.tell(events.TicketConfirmed(agent=ME))
    assert course.case.phase is Phase.ARCHIVED
    assert course.gave(commands.CloseCase) == [commands.CloseCase(ended_as="served")]


def test_a_caller_who_gives_up_waiting_goes_on_the_call_back_list() -> None:
    course = Course().waits().ends("citizen").transcribed()
    assert course.gave(commands.PutOnCallBackList) == [
        commands.PutOnCallBackList(number="13800001234", reason="abandoned")
    ]
    assert course.case.phase is Phase.ARCHIVED


def test_a_caller_who_hangs_up_while_a_phone_rings_stops_the_ringing() -> None:
    course = Course().waits().offered().ends("citizen")
    assert commands.HangUpLeg(leg=AGENT_1) in course.given
    course.ends("agent-1", events.EndCause.WE_HUNG_UP)
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]
    assert course.case.phase is Phase.CLOSED


def test_with_nobody_there_the_caller_is_told_and_owed_a_call() -> None:
    course = Course().waits().tell(events.NobodyThere())
    assert course.said()[-1] == ("nobody_there",)
    course.prompt_ends()
    assert commands.HangUpLeg(leg=CITIZEN) in course.given
    course.ends("citizen", events.EndCause.WE_HUNG_UP)
    assert course.gave(commands.CloseCase) == [commands.CloseCase(ended_as="nobody_there")]
    assert len(course.gave(commands.PutOnCallBackList)) == 1


def test_a_lost_worker_keeps_the_draft_and_owes_a_call() -> None:
    course = Course().talks().says("我姓刘路灯不亮").tell(events.WorkerLost())
    assert course.case.phase is Phase.WRAP_UP
    assert course.case.call_back
    assert course.case.utterances
    course.tell(events.WrapUpEnded(agent=ME))
    assert course.gave(commands.CloseCase) == [commands.CloseCase(ended_as="crashed")]


def test_a_leg_that_never_confirms_its_end_does_not_hold_the_worker() -> None:
    course = Course().talks().ends("citizen").tell(events.WrapUpEnded(agent=ME)).wait()
    assert commands.ReleaseWorker() in course.given
    assert course.case.phase is Phase.CLOSED


def test_what_an_agent_typed_is_never_replaced_by_a_draft() -> None:
    course = Course().talks().tell(events.FieldEdited(field=FieldName.PLACE, value="梧桐大道8号", agent=ME))
    course.says("我在江城市南岸区学府路一号路灯不亮", at=5)
    assert course.case.values()[FieldName.PLACE] == "梧桐大道8号"
    assert course.gave(commands.ReviseDraft)[-1].edited == {FieldName.PLACE: "梧桐大道8号"}


def test_captions_stand_in_the_order_of_speaking_not_of_arrival() -> None:
    course = Course().talks().says("第二句", at=9).says("您好", leg="agent-1", at=3)
    assert [utterance.text for utterance in course.case.utterances] == ["您好", "第二句"]


def test_an_utterance_told_twice_is_one_utterance() -> None:
    course = Course().talks().says("路灯不亮", at=2).says("路灯不亮", at=2)
    assert len(course.case.utterances) == 1


def test_a_corrected_caption_changes_the_text_and_nothing_else() -> None:
    course = Course().talks().says("路等不亮", at=2)
    (before,) = course.case.utterances
    course.tell(events.CaptionCorrected(utterance=before.id, text="路灯不亮", agent=ME))
    (after,) = course.case.utterances
    assert (after.text, after.corrected, after.start_ms) == ("路灯不亮", True, before.start_ms)


def test_an_event_for_a_leg_that_never_was_is_a_fault() -> None:
    with pytest.raises(UnknownLegError):
        Course().arrives().tell(events.LegAnswered(leg=LegId("agent-7")))


def test_an_event_that_a_phase_does_not_know_is_a_fault() -> None:
    with pytest.raises(UnexpectedEventError):
        Course().waits().tell(events.HoldRequested(agent=ME))


def test_wishes_that_are_not_possible_are_refused_with_a_reason() -> None:
    waiting = Course().waits().case
    assert refusal(waiting, events.HoldRequested(agent=ME)) == "现在没有接通的通话，不能进行这个操作。"
    assert refusal(waiting, events.TicketConfirmed(agent=ME)) == "这个来电还没有工单。"
    talking = Course().talks().case
    assert refusal(talking, events.HoldRequested(agent=AgentId("1099"))) == "这个来电不在您的话机上。"
    assert refusal(talking, events.HoldRequested(agent=ME)) is None


def test_a_replay_of_the_log_gives_the_same_state() -> None:
    course = Course().talks().says("路灯不亮", at=3).ends("citizen").ends("agent-1").wait().transcribed()
    again = replay((entry.event, entry.at) for entry in course.log if entry.event is not None)
    assert again == course.case
    assert again.entries == len(course.log)
