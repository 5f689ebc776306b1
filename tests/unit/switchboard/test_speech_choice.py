"""Which model a case is heard with, as queues are set and speech workers come and go."""

from pathlib import Path

from callflow import events
from callflow.queue import GENERAL, QueueRules
from callflow.units import CITIZEN, LegId, WallMs
from lingting.queue_models import read_queue_models
from lingting.speech_choice import LOSSES, PATIENCE_MS, TROUBLED_MS
from tests.unit.callflow.course import Course
from tests.unit.switchboard.stage import CASE, ME, Stage

DIALECT = QueueRules(name=GENERAL, label="综合", speech_model="dialect")
PLAIN = QueueRules(name=GENERAL, label="综合")
ENGLISH = QueueRules(name="english", label="英语", speech_model="english")


def on(var: Path, *queues: QueueRules, installed: tuple[str, ...] = ("dialect", "english")) -> Stage:
    stage = Stage(var)
    stage.pool.installed = set(installed)
    stage.floor.rules(queues)
    stage.speech_choice.learn(queues)
    return stage


def chosen(stage: Stage) -> list[tuple[str, str]]:
    told = (entry.event for entry in stage.entries)
    return [(event.model, event.missing) for event in told if isinstance(event, events.SpeechModelChosen)]


def models(stage: Stage, leg: str = "citizen") -> list[str]:
    return [span.model for span in stage.pool.models[CASE, LegId(leg)]]


def goes_by(stage: Stage, ms: int) -> None:
    stage.now = WallMs(stage.now + ms)
    stage.switchboard.keep_house()


async def test_a_caller_is_heard_with_the_model_of_the_queue_from_its_joining_on(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    await stage.call()
    assert models(stage) == []
    await stage.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    assert models(stage) == ["dialect"]
    goes_by(stage, 1_000)
    assert chosen(stage) == [("dialect", "")], "once"


async def test_a_queue_without_a_model_leaves_the_hotlines_own(tmp_path: Path) -> None:
    stage = on(tmp_path, PLAIN, ENGLISH)
    await stage.wait_in_queue()
    goes_by(stage, 1_000)
    assert chosen(stage) == []


async def test_a_transfer_to_another_queue_changes_the_model(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT, ENGLISH)
    await stage.talk()
    await stage.told(events.RecordingStarted(leg=LegId("agent-1"), file="agent-1.wav", sample_zero_at=stage.now))
    assert models(stage, "agent-1") == ["dialect"]
    stage.now = WallMs(stage.now + 5_000)
    stage.exchange.tell(CASE, events.TransferRequested(agent=ME, queue="english"))
    assert models(stage) == ["dialect", "english"]


async def test_a_changed_setting_counts_for_calls_that_are_on(tmp_path: Path) -> None:
    stage = on(tmp_path, PLAIN)
    await stage.wait_in_queue()
    stage.speech_choice.learn((DIALECT,))
    goes_by(stage, 1_000)
    stage.speech_choice.learn((PLAIN,))
    goes_by(stage, 1_000)
    assert chosen(stage) == [("dialect", ""), ("", "")]


async def test_a_model_that_no_worker_has_is_told_and_the_hotlines_own_hears(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT, installed=())
    stage.now = WallMs(stage.now + PATIENCE_MS)
    await stage.wait_in_queue()
    assert chosen(stage) == [("", "dialect")]
    assert models(stage) == []
    assert stage.speech_choice.missing() == ("dialect",)
    goes_by(stage, 60_000)
    assert len(chosen(stage)) == 1, "told once"
    stage.pool.installed.add("dialect")
    goes_by(stage, 1_000)
    assert chosen(stage)[1:] == [("dialect", "")]
    assert stage.case.speech_model_missing == ""


async def test_a_worker_that_dies_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    await stage.wait_in_queue()
    goes_by(stage, 1_000)
    stage.pool.installed.clear()
    goes_by(stage, PATIENCE_MS - 1)
    assert chosen(stage) == [("dialect", "")]
    goes_by(stage, 1)
    assert chosen(stage)[1:] == [("", "dialect")]
    assert models(stage) == [""], "all that it has not heard"


async def test_a_model_whose_worker_dies_again_and_again_is_given_up_for_a_while(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    await stage.wait_in_queue()
    for _ in range(LOSSES):
        stage.pool.installed.add("dialect")
        goes_by(stage, 2_000)
        stage.pool.installed.clear()
        goes_by(stage, 5_000)
    assert chosen(stage) == [("dialect", ""), ("", "dialect")]
    assert models(stage) == [""], "all that it has not heard"
    stage.pool.installed.add("dialect")
    goes_by(stage, 5_000)
    assert chosen(stage)[2:] == [], "its worker has come back, as it did before"
    assert stage.speech_choice.missing() == ("dialect",)
    goes_by(stage, TROUBLED_MS)
    assert chosen(stage)[2:] == [("dialect", "")]
    assert stage.speech_choice.missing() == ()


async def test_a_worker_that_is_lost_now_and_then_is_no_reason_to_give_its_model_up(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    await stage.wait_in_queue()
    for _ in range(2 * LOSSES):
        stage.pool.installed.clear()
        goes_by(stage, 5_000)
        stage.pool.installed.add("dialect")
        goes_by(stage, TROUBLED_MS // 2)
    assert chosen(stage) == [("dialect", "")]


async def test_a_worker_that_is_ended_because_no_queue_wants_its_model_is_not_lost(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    for _ in range(LOSSES + 1):
        stage.speech_choice.learn((DIALECT,))
        goes_by(stage, 1_000)
        stage.pool.installed.add("dialect")
        goes_by(stage, 1_000)
        stage.speech_choice.learn((PLAIN,))
        goes_by(stage, 1_000)
        stage.pool.installed.clear()
    stage.speech_choice.learn((DIALECT,))
    stage.pool.installed.add("dialect")
    assert stage.speech_choice.missing() == ()
    await stage.wait_in_queue()
    assert chosen(stage) == [("dialect", "")]


async def test_a_new_switchboard_waits_for_the_workers_that_the_last_one_had(tmp_path: Path) -> None:
    log = Course().waits().tell(events.SpeechModelChosen(model="dialect")).log
    stage = Stage(tmp_path)
    stage.write(log)
    stage.now = log[-1].at
    stage.switchboard.resume()
    assert models(stage) == ["dialect"]
    goes_by(stage, 1_000)
    assert chosen(stage) == [("dialect", "")], "though neither queues nor workers are known yet"
    stage.speech_choice.learn((DIALECT,))
    goes_by(stage, PATIENCE_MS)
    assert chosen(stage)[1:] == [("", "dialect")]


async def test_a_model_is_kept_until_what_was_begun_with_it_is_heard(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    await stage.wait_in_queue()
    goes_by(stage, 1_000)
    assert read_queue_models(stage.layout.queue_models) == ["dialect"]
    await stage.told(events.RecordingClosed(leg=CITIZEN, samples=99_000))
    await stage.told(events.LegEnded(leg=CITIZEN, cause=events.EndCause.PEER_HUNG_UP))
    stage.speech_choice.learn((PLAIN,))
    goes_by(stage, 1_000)
    assert read_queue_models(stage.layout.queue_models) == ["dialect"]
    stage.switchboard.transcribed(CASE, events.TranscriptCompleted(leg=CITIZEN))
    goes_by(stage, 1_000)
    assert read_queue_models(stage.layout.queue_models) == []


async def test_what_a_lost_model_of_a_former_queue_has_not_heard_is_heard_all_the_same(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    await stage.wait_in_queue()
    goes_by(stage, 1_000)
    stage.speech_choice.learn((PLAIN,))
    stage.pool.installed.clear()
    goes_by(stage, 1_000)
    assert models(stage) == ["dialect", ""]
    goes_by(stage, PATIENCE_MS)
    assert "dialect" not in models(stage)
    goes_by(stage, 1_000)
    assert stage.case.speech_model_missing == "", "the queue lacks nothing"


async def test_a_lost_model_is_replaced_also_while_that_of_the_queue_is_missing(tmp_path: Path) -> None:
    stage = on(tmp_path, DIALECT)
    await stage.wait_in_queue()
    goes_by(stage, 1_000)
    stage.speech_choice.learn((QueueRules(name=GENERAL, label="综合", speech_model="english"),))
    stage.pool.installed.clear()
    goes_by(stage, PATIENCE_MS)
    goes_by(stage, PATIENCE_MS)
    goes_by(stage, 1_000)
    assert set(models(stage)) == {""}
    assert stage.case.speech_model_missing == "english"
    settled = len(chosen(stage))
    goes_by(stage, 5_000)
    assert len(chosen(stage)) == settled, "told once"


async def test_without_records_since_the_start_no_model_is_given_up(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.layout.queue_models.write_text("dialect\n")
    await stage.wait_in_queue()
    goes_by(stage, 60_000)
    assert chosen(stage) == []
    assert read_queue_models(stage.layout.queue_models) == ["dialect"]
