"""Real workers of two real models: a leg changes from one to the other while it is recorded."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from asr import models
from asr.models import InstalledModel
from asr.pool import SpeechModel
from callflow.events import UtteranceHeard
from callflow.units import CallMs, SampleIndex
from callflow.utterance import HeardWith
from tests.asr.marked_model import MARK, is_marked, marked_model
from tests.asr.sound import REPOSITORY, Samples, excerpt, write_recording
from tests.asr.test_speech_workers import CASE, LEG, Captions, being_recorded, until
from tests.asr.worker_process import WorkerProcess

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> InstalledModel:
    var = tmp_path_factory.mktemp("var")
    return marked_model(var, models.resolve(var, REPOSITORY / "assets"))


@pytest.fixture
def queue_worker(speech_folder: Path, other_model: InstalledModel) -> Iterator[WorkerProcess]:
    process = WorkerProcess("s1-queue", speech_folder, other_model, "--for-queues")
    yield process
    process.end()


@pytest.fixture(scope="module")
def talk() -> Samples:
    """Four utterances, 13 s."""
    parts = [excerpt(5_300, 7_300), excerpt(39_000, 42_000), excerpt(16_500, 18_500), excerpt(43_200, 45_250)]
    quiet = np.zeros(16_000, "<i2")
    return np.concatenate([sound for part in parts for sound in (part, quiet)])


def words(heard: UtteranceHeard) -> list[str]:
    return [word.text for word in heard.words]


async def transcript(captions: Captions, path: Path, samples: Samples, plan: list[HeardWith]) -> list[UtteranceHeard]:
    """Of a recording that is whole already."""
    write_recording(path, samples)
    captions.pool.transcribe(CASE, LEG, path, SampleIndex(0), CallMs(0), models=plan)
    captions.pool.close(CASE, LEG, len(samples))
    await until(lambda: captions.finished)
    captions.finished.clear()
    heard, captions.heard = captions.heard, []
    return heard


@pytest.mark.usefixtures("worker")
async def test_a_call_changes_its_model_in_the_middle_and_killed_workers_change_no_word(
    queue_worker: WorkerProcess,
    speech_folder: Path,
    tmp_path: Path,
    demo_model: InstalledModel,
    other_model: InstalledModel,
    talk: Samples,
) -> None:
    captions = Captions(speech_folder)
    async with captions.pool as pool:
        await until(lambda: pool.has(other_model.name) and pool.has(""))
        assert pool.model() == SpeechModel(name=demo_model.name, demo=True), "the queues' model is not the hotline's"
        with being_recorded(tmp_path / "live.wav", talk) as recorder:
            began = time.monotonic()
            pool.transcribe(CASE, LEG, tmp_path / "live.wav", SampleIndex(0), CallMs(0))
            await until(lambda: captions.heard)
            at = SampleIndex(int((time.monotonic() - began) * 16_000))
            plan = [HeardWith(from_sample=at, model=other_model.name)]
            pool.change_models(CASE, LEG, plan)
            await until(lambda: any(MARK in text for text in captions.partials))
            assert recorder.is_alive(), "captions of the new model come while people speak"
            queue_worker.kill()
            await until(lambda: not pool.has(other_model.name))
            again = WorkerProcess("s2-queue", speech_folder, other_model, "--for-queues")
        pool.close(CASE, LEG, len(talk))
        try:
            await until(lambda: captions.finished)
            live, captions.heard = captions.heard, []
            captions.finished.clear()
            assert await transcript(captions, tmp_path / "whole.wav", talk, plan) == live
        finally:
            again.end()
    marked = [is_marked(words(one)) for one in live]
    assert marked == sorted(marked), "the former model first"
    assert set(marked) == {False, True}
    assert [one.model for one in live] == [(demo_model, other_model)[by_other].name for by_other in marked]
    assert all(one.first_sample < at for one in live if one.model == demo_model.name)


@pytest.mark.usefixtures("worker", "queue_worker")
async def test_both_models_hear_the_same_words_and_lose_none_at_the_change(
    speech_folder: Path, tmp_path: Path, talk: Samples
) -> None:
    captions = Captions(speech_folder)
    async with captions.pool as pool:
        await until(lambda: pool.workers() == 2)
        plain = await transcript(captions, tmp_path / "plain.wav", talk, [])
        at = SampleIndex((plain[0].resume_sample + plain[1].first_sample) // 2)
        plan = [HeardWith(from_sample=at, model="lingting-demo-zh-8k-marked")]
        mixed = await transcript(captions, tmp_path / "mixed.wav", talk, plan)
    unmarked = [[word.removesuffix(MARK) for word in words(one)] for one in mixed]
    assert unmarked == [words(one) for one in plain]
    assert [is_marked(words(one)) for one in mixed] == [False] + [True] * (len(mixed) - 1)


@pytest.mark.usefixtures("worker")
async def test_a_leg_whose_model_no_worker_has_waits_until_it_is_given_another(
    speech_folder: Path, tmp_path: Path, talk: Samples
) -> None:
    captions = Captions(speech_folder)
    write_recording(tmp_path / "citizen.wav", talk)
    async with captions.pool as pool:
        await until(lambda: pool.workers() == 1)
        plan = [HeardWith(from_sample=SampleIndex(0), model="not-there")]
        pool.transcribe(CASE, LEG, tmp_path / "citizen.wav", SampleIndex(0), CallMs(0), models=plan)
        pool.close(CASE, LEG, len(talk))
        assert (pool.waiting(), pool.has("not-there")) == (1, False)
        pool.change_models(CASE, LEG, [HeardWith(from_sample=SampleIndex(0), model="")])
        await until(lambda: captions.finished)
        assert pool.waiting() == 0
    assert captions.heard
