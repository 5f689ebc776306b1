"""The switchboard between its lines, its speech pool and its floor: what each is told, and nothing twice."""

import errno
from pathlib import Path
from typing import get_args

import pytest
from structlog.testing import capture_logs

from callflow import commands, events
from callflow.commands import AnyCommand
from callflow.state import Tape, TicketPhase
from callflow.units import CITIZEN, CallMs, CaseId, LegId, SampleIndex, TicketNumber
from callflow.views import PartyState, Phase
from lingting.numbers import TicketNumbers
from telephony.recording import header
from telephony.wire import LegSnapshot, LegState
from tests.unit.callflow.course import heard
from tests.unit.switchboard.stage import CASE, ME, Stage, arrived, hello

AGENT_1 = LegId("agent-1")
RELEASE = commands.ReleaseWorker()


@pytest.fixture
async def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / "var")


async def test_every_command_has_somebody_who_carries_it_out(stage: Stage) -> None:
    assert set(stage.exchange.carriers) == set(get_args(AnyCommand))


async def test_a_call_is_opened_answered_and_its_words_are_asked_for(stage: Stage) -> None:
    await stage.call()
    assert stage.sent()[0] == commands.AnswerLeg(leg=CITIZEN, recording="citizen.wav")
    assert stage.folders.open_cases() == [CASE]
    assert stage.folders.read(CASE) == stage.entries
    (asked,) = stage.pool.transcribed
    assert asked == (CASE, CITIZEN, "citizen.wav", 0, 10)


async def test_what_a_worker_repeats_is_not_written_twice(stage: Stage) -> None:
    await stage.call()
    before = list(stage.entries)
    await stage.switchboard.told(CASE, stage.now, events.DigitReceived(leg=CITIZEN, digit="1"))
    await stage.switchboard.told(CASE, stage.now, events.DigitReceived(leg=CITIZEN, digit="1"))
    assert [entry.event for entry in stage.entries[len(before) :]].count(
        events.DigitReceived(leg=CITIZEN, digit="1")
    ) == 1


async def test_an_utterance_that_is_told_twice_is_written_once(stage: Stage) -> None:
    await stage.call()
    stage.switchboard.heard(CASE, heard("路灯不亮"))
    before = list(stage.entries)
    stage.switchboard.heard(CASE, heard("路灯不亮"))
    assert stage.entries == before


async def test_an_emergency_is_written_down_while_it_is_still_being_spoken(stage: Stage) -> None:
    await stage.call()
    for words in ("我家", "我家着火", "我家着火了快来"):
        stage.switchboard.partial(CASE, CITIZEN, SampleIndex(0), CallMs(1_000), words)
    told = [entry.event for entry in stage.entries if isinstance(entry.event, events.EmergencySuspected)]
    assert [(one.service, one.leg) for one in told] == [("119", CITIZEN)]


async def test_the_pool_is_told_that_a_recording_is_whole(stage: Stage) -> None:
    await stage.call()
    await stage.told(events.RecordingClosed(leg=CITIZEN, samples=16_000))
    assert stage.pool.closed == [(CASE, CITIZEN, 16_000)]


async def test_a_case_with_nothing_left_to_do_leaves_memory_and_screens(stage: Stage) -> None:
    await stage.told(arrived())
    await stage.told(events.LegEnded(leg=CITIZEN, cause=events.EndCause.CANCELLED, status=487))
    assert CASE not in stage.book
    assert stage.sent()[-1] == RELEASE


# --- no room ---


async def test_without_room_a_new_call_gets_503_and_the_log_says_it_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "var", min_free_bytes=1 << 60)
    with capture_logs() as logs:
        await stage.told(arrived())
        await stage.told(arrived())
    assert stage.sent() == [commands.RejectLeg(leg=CITIZEN, status=503)] * 2
    assert CASE not in stage.book
    assert [line["event"] for line in logs].count("disk_full") == 1
    assert not stage.hotline().health().ok


async def test_a_ticket_number_that_cannot_be_kept_comes_when_there_is_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> TicketNumber:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk, capture_logs() as logs:
        disk.setattr(TicketNumbers, "take", full)
        await stage.talk()
        stage.switchboard.keep_house()
    assert stage.case.phase is Phase.TALKING
    assert stage.case.ticket_phase is TicketPhase.OPENING
    assert [line["event"] for line in logs].count("ticket_not_numbered") == 1
    stage.switchboard.keep_house()
    stage.switchboard.keep_house()
    assert stage.case.ticket_phase is TicketPhase.DRAFT
    assert sum(isinstance(entry.event, events.TicketOpened) for entry in stage.entries) == 1


# --- workers that come back, and workers that do not ---


async def test_a_worker_that_comes_back_is_sent_what_it_has_not_applied(stage: Stage) -> None:
    await stage.call()
    stage.lines.sent.clear()
    await stage.switchboard.greeted("w1-fake", hello(applied=2))
    assert [(number, type(command)) for _, number, command in stage.lines.sent] == [(4, commands.PlayPrompt)]


async def test_a_worker_with_an_archived_case_is_set_free(stage: Stage) -> None:
    await stage.told(arrived())
    await stage.told(events.LegEnded(leg=CITIZEN, cause=events.EndCause.CANCELLED, status=487))
    assert stage.replies.forgotten == [CASE]
    stage.lines.sent.clear()
    await stage.switchboard.greeted("w1-fake", hello(applied=3))
    assert stage.sent() == [RELEASE]


async def test_a_worker_with_a_call_that_nobody_knows_is_set_free(stage: Stage) -> None:
    stage.lines.carries[CASE] = hello()
    await stage.switchboard.greeted("w1-fake", hello(applied=2))
    assert stage.sent() == [RELEASE]


async def test_a_worker_whose_call_will_still_be_told_is_left_alone(stage: Stage) -> None:
    stage.lines.carries[CASE] = hello()
    rings = (LegSnapshot(leg=CITIZEN, state=LegState.INCOMING),)
    await stage.switchboard.greeted("w1-fake", hello(applied=-1, legs=rings))
    assert stage.sent() == []


async def test_a_worker_that_carries_a_case_which_was_never_opened_is_set_free(stage: Stage) -> None:
    stage.lines.carries[CASE] = hello()
    await stage.switchboard.greeted("w1-fake", hello(applied=-1))
    assert stage.sent() == [RELEASE]


async def test_a_worker_that_has_done_more_than_the_log_holds_is_set_free(stage: Stage) -> None:
    """A full disk and a kill: its next commands would have numbers that it takes for done."""
    await stage.call()
    stage.lines.sent.clear()
    with capture_logs() as logs:
        await stage.switchboard.greeted("w1-fake", hello(applied=len(stage.entries)))
    assert stage.sent() == [RELEASE]
    assert logs[-1]["event"] == "worker_ahead_of_log"


async def test_a_worker_that_was_given_up_is_set_free_when_it_comes_back(stage: Stage) -> None:
    await stage.call()
    await stage.switchboard.lost(CASE)
    stage.lines.sent.clear()
    await stage.switchboard.greeted("w1-fake", hello(applied=4))
    assert stage.sent() == [RELEASE]


async def test_a_lost_worker_ends_the_call_and_its_recordings(stage: Stage) -> None:
    await stage.talk()
    (stage.folders.path(CASE) / "citizen.wav").write_bytes(header(0) + bytes(640))
    await stage.switchboard.lost(CASE)
    assert stage.case.phase is Phase.WRAP_UP
    assert all(leg.state is PartyState.GONE for leg in stage.case.legs.values())
    assert stage.pool.closed == [(CASE, CITIZEN, 320)]
    assert stage.case.call_back


async def test_recordings_of_a_lost_worker_are_ended_though_the_switchboard_was_killed_meanwhile(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.talk()
    await stage.switchboard.lost(CASE)
    place = next(n for n, entry in enumerate(stage.entries) if isinstance(entry.event, events.RecordingClosed))
    again = Stage(tmp_path / "again")
    again.write(stage.entries[:place])
    again.switchboard.resume()
    await again.switchboard.resumed_lines()
    assert again.case.legs[CITIZEN].tape is Tape.WHOLE
    assert again.pool.closed == [(CASE, CITIZEN, 0)]


async def test_a_recording_that_was_ended_in_its_workers_stead_is_not_ended_again(stage: Stage) -> None:
    await stage.call()
    await stage.switchboard.lost(CASE)
    stage.switchboard.transcribed(CASE, events.TranscriptCompleted(leg=CITIZEN))
    assert CASE not in stage.book


async def test_what_is_told_of_a_case_that_is_not_open_harms_nobody(stage: Stage) -> None:
    await stage.switchboard.told(CaseId("never"), stage.now, events.LegAnswered(leg=CITIZEN))
    stage.switchboard.heard(CaseId("never"), heard("喂"))
    await stage.switchboard.lost(CaseId("never"))
    assert stage.records.fed == []


async def test_an_agent_whose_phone_rings_in_vain_is_put_away(stage: Stage) -> None:
    stage.seat(ME)
    await stage.wait_in_queue()
    await stage.told(events.LegEnded(leg=AGENT_1, cause=events.EndCause.FAILED, status=486))
    assert stage.floor.presence_of(ME) == "away"
    assert stage.case.phase is Phase.QUEUED
