"""A queue with a speech model of its own, on real calls: it is heard with from the queue on, lost, and missed aloud."""

import os
import signal
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from asr.loading import load_model
from asr.models import InstalledModel, resolve
from asr.silero import SileroVoice
from asr.transcription import LegTranscription
from asr.wire import Heard, Reached, Transcribe
from callflow import commands, events
from callflow.units import CITIZEN, CallMs, CaseId, SampleIndex
from callflow.utterance import HeardWith
from lingting.accounts import first_accounts
from lingting.demo.screen import Screen
from lingting.layout import ASSETS
from telephony import softphone_wire as news
from tests.asr.marked_model import NAME, is_marked, marked_model
from tests.calls.pieces import cut_track, said
from tests.calls.running import LIMIT_S, AtWork, RunningHotline, eventually

pytestmark = pytest.mark.timeout(400)

ONE_SENTENCE = (18.5, 22.6)
"""Seconds of the sample call; shorter than the greeting, during which it is said."""


@pytest.fixture
async def admin(hotline: RunningHotline) -> AsyncIterator[Screen]:
    """May change queues; afterwards the general one is as it was."""
    (who,) = [one for one in await first_accounts(hotline.settings) if one.agent == "1000"]
    async with Screen(hotline.web) as screen:
        await screen.ask("POST", "/api/login", {"agent": who.agent, "password": who.password})
        yield screen
        await screen.ask("PATCH", "/api/queues/general", {"speech_model": None})
    await eventually(lambda: len(hotline.roster["speech"]) == 1)


@pytest.fixture
async def marked(hotline: RunningHotline, admin: Screen) -> InstalledModel:
    """A model that general's callers are heard with; its worker is up."""
    model = marked_model(hotline.var, resolve(hotline.var, ASSETS))
    await admin.ask("PATCH", "/api/queues/general", {"speech_model": NAME})
    await eventually(lambda: _is_loaded(admin))
    return model


async def _is_loaded(admin: Screen) -> bool:
    models = await admin.ask("GET", "/api/speech-models")
    return any(model["name"] == NAME and model["loaded"] for model in models)


def heard(hotline: RunningHotline, case: CaseId) -> list[events.UtteranceHeard]:
    """What the citizen said, in the order of speaking."""
    told = [event for event in hotline.told(case, events.UtteranceHeard) if event.leg == CITIZEN]
    return sorted(told, key=lambda event: event.first_sample)


def by_queues_model(event: events.UtteranceHeard) -> bool:
    marked = is_marked([word.text for word in event.words])
    assert (event.model == NAME) is marked
    return marked


def kill_queue_worker(hotline: RunningHotline) -> None:
    (worker,) = [one for one in hotline.roster["speech"] if not one["id"].startswith("s0-")]
    os.kill(worker["pid"], signal.SIGKILL)


async def test_a_caller_is_heard_with_the_queues_model_whatever_dies(
    hotline: RunningHotline, marked: InstalledModel, tmp_path: Path
) -> None:
    greeting, speech = tmp_path / "greeting", cut_track("citizen", tmp_path)
    greeting.mkdir()
    async with hotline.agent_at_work() as at_work, hotline.citizen() as citizen:
        case = await hotline.dial(citizen)
        await citizen.play(cut_track("citizen", greeting, ONE_SENTENCE))
        await eventually(lambda: heard(hotline, case))
        await citizen.keys("1")
        await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
        await citizen.wait_for(news.Played, timeout_s=LIMIT_S)
        await citizen.play(speech)
        await eventually(lambda: by_queues_model(heard(hotline, case)[-1]))
        kill_queue_worker(hotline)
        await hotline.killed("switchboard")
        await citizen.wait_for(news.Played, timeout_s=LIMIT_S)
        await citizen.hang_up()
        await eventually(lambda: len(hotline.told(case, events.TranscriptCompleted)) == 2)
        await end_of_writing(at_work)
    spoken = heard(hotline, case)
    models = [by_queues_model(event) for event in spoken]
    assert models == sorted(models), "the hotline's own first"
    assert models[0] < models[-1]
    assert all(first.resume_sample <= second.first_sample for first, second in pairwise(spoken))
    assert list(map(said, spoken)) == again(hotline, case, marked)
    assert hotline.told(case, events.SpeechModelChosen) == [events.SpeechModelChosen(model=NAME)]


async def test_a_model_that_does_not_load_is_said_on_the_screen_and_replaced_until_it_does(
    hotline: RunningHotline, admin: Screen, marked: InstalledModel, tmp_path: Path
) -> None:
    part, away = marked.path / "am" / "final.mdl", tmp_path / "final.mdl"
    async with hotline.agent_at_work() as at_work, hotline.citizen(track=cut_track("citizen", tmp_path)) as citizen:
        case = await hotline.talk(citizen, at_work)
        await eventually(lambda: heard(hotline, case) and by_queues_model(heard(hotline, case)[-1]))
        part.rename(away)
        kill_queue_worker(hotline)
        await at_work.screen.wait("no notice", lambda: _missing(at_work) == NAME, LIMIT_S)
        assert (await hotline.health())["speech"]["missing_models"] == [NAME]
        await citizen.play(cut_track("citizen", tmp_path))
        await eventually(lambda: not by_queues_model(heard(hotline, case)[-1]))
        away.rename(part)
        await at_work.screen.wait("it stays", lambda: not _missing(at_work), LIMIT_S)
        assert at_work.screen.view is not None
        assert at_work.screen.view.speech_model == NAME
        await eventually(lambda: _is_loaded(admin))
        await citizen.hang_up()
        await eventually(lambda: len(hotline.told(case, events.TranscriptCompleted)) == 2)
        await end_of_writing(at_work)
    assert list(map(said, heard(hotline, case))) == again(hotline, case, marked)
    assert hotline.logged_events("speech_model_missing")


def _missing(at_work: AtWork) -> str:
    return at_work.screen.view.speech_model_missing if at_work.screen.view else ""


async def end_of_writing(at_work: AtWork) -> None:
    await at_work.act("wrap-up/end")


def again(hotline: RunningHotline, case: CaseId, marked: InstalledModel) -> list[tuple[int, str]]:
    """The citizen's recording heard once more, each part by its model, by workers that nobody kills."""
    plan = [order.models for order in hotline.told(case, commands.ChangeModels) if order.leg == CITIZEN][-1]
    (closed,) = [event for event in hotline.told(case, events.RecordingClosed) if event.leg == CITIZEN]
    paths = {"": resolve(hotline.var, ASSETS).path, NAME: marked.path}
    recording = hotline.var / "cases" / case / "citizen.wav"
    at, found = SampleIndex(0), []
    for model, until in _parts(plan):
        order = Transcribe(
            case=case, leg=CITIZEN, path=str(recording), from_sample=at, offset_ms=CallMs(0), until_sample=until
        )
        leg = LegTranscription(order, SileroVoice, load_model(paths[model]).recogniser, clock=lambda: 0.0)
        leg.close(closed.samples)
        while (told := leg.step()) is not None:
            found += [said(message.event) for message in told if isinstance(message, Heard)]
            at = next((message.sample for message in told if isinstance(message, Reached)), at)
        leg.release()
    return found


def _parts(plan: Sequence[HeardWith]) -> list[tuple[str, SampleIndex | None]]:
    models = ["", *(one.model for one in plan)]
    return list(zip(models, [*(one.from_sample for one in plan), None], strict=True))
