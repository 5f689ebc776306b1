"""The sounds that the project carries are complete, of one format, and agree with their texts."""

import itertools
import json
import wave
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import yaml

ASSETS = Path(__file__).parents[2] / "assets"
PROMPTS = ASSETS / "prompts" / "zh"
CALL = ASSETS / "demo" / "call"
TEXTS: dict[str, str] = yaml.safe_load((PROMPTS / "prompts.yaml").read_text("utf-8"))
SPOKEN = [name for name in TEXTS if name not in {"music", "silence"}]
DIGITS = [f"digit_{number}" for number in range(10)]


def pcm(path: Path, rate_hz: int) -> npt.NDArray[np.float64]:
    """The samples of a mono 16-bit WAV of that rate, within -1..1."""
    with wave.open(str(path)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 2, rate_hz)
        return np.frombuffer(wav.readframes(wav.getnframes()), "<i2") / 32_768


def level_dbfs(samples: npt.NDArray[np.float64]) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2))))


def speech_level_dbfs(samples: npt.NDArray[np.float64]) -> float:
    frames = samples[: len(samples) // 320 * 320].reshape(-1, 320)
    energy = np.mean(frames**2, axis=1)
    return level_dbfs(frames[energy > energy.max() / 1000].ravel())


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CALL / "script.json").read_text("utf-8"))
    return loaded


def test_every_text_has_a_recording_and_every_recording_a_text() -> None:
    assert {path.stem for path in PROMPTS.glob("*.wav")} == set(TEXTS)


@pytest.mark.parametrize("name", SPOKEN)
def test_a_prompt_is_loud_enough_and_does_not_clip(name: str) -> None:
    samples = pcm(PROMPTS / f"{name}.wav", 16_000)
    assert speech_level_dbfs(samples) == pytest.approx(-20, abs=1.5)
    assert np.abs(samples).max() < 0.99


@pytest.mark.parametrize("name", [name for name in SPOKEN if name not in DIGITS])
def test_a_prompt_has_100_ms_of_silence_at_each_end(name: str) -> None:
    samples = pcm(PROMPTS / f"{name}.wav", 16_000)
    assert not samples[:1600].any()
    assert not samples[-1600:].any()
    assert samples[1600:2000].any()


@pytest.mark.parametrize("name", DIGITS)
def test_a_digit_is_short_enough_to_be_read_in_a_row(name: str) -> None:
    assert 0.2 <= len(pcm(PROMPTS / f"{name}.wav", 16_000)) / 16_000 <= 0.6


def test_one_is_spoken_so_that_it_is_not_taken_for_seven() -> None:
    assert TEXTS["digit_1"] == "幺"


def test_the_hold_music_is_soft_and_stays_within_the_telephone_band() -> None:
    samples = pcm(PROMPTS / "music.wav", 16_000)
    spectrum, hz = np.abs(np.fft.rfft(samples)) ** 2, np.fft.rfftfreq(len(samples), 1 / 16_000)
    assert spectrum[(hz >= 300) & (hz <= 3400)].sum() > 0.99 * spectrum.sum()
    assert level_dbfs(samples) == pytest.approx(-26, abs=1)
    assert 20 <= len(samples) / 16_000 <= 30


def test_the_hold_music_loops_without_a_click() -> None:
    samples = pcm(PROMPTS / "music.wav", 16_000)
    steepest = np.abs(np.diff(samples)).max()
    assert abs(samples[0] - samples[-1]) <= steepest


def test_silence_is_one_second_of_nothing() -> None:
    samples = pcm(PROMPTS / "silence.wav", 16_000)
    assert len(samples) == 16_000
    assert not samples.any()


def test_both_sides_of_the_sample_call_run_on_one_clock(script: dict[str, Any]) -> None:
    citizen, agent = (pcm(CALL / script[speaker], 8_000) for speaker in ("citizen", "agent"))
    assert len(citizen) == len(agent)
    assert script["turns"][-1]["end_ms"] < len(citizen) / 8


def test_the_turns_of_the_sample_call_follow_one_another(script: dict[str, Any]) -> None:
    turns = script["turns"]
    assert all(turn["start_ms"] < turn["end_ms"] for turn in turns)
    for before, after in itertools.pairwise(turns):
        assert 300 <= after["start_ms"] - before["end_ms"] <= 700
        assert before["speaker"] != after["speaker"]


def test_each_turn_is_heard_on_its_speakers_track_only(script: dict[str, Any]) -> None:
    tracks = {speaker: pcm(CALL / script[speaker], 8_000) for speaker in ("citizen", "agent")}
    for turn in script["turns"]:
        during = slice(turn["start_ms"] * 8, turn["end_ms"] * 8)
        for speaker, track in tracks.items():
            assert (level_dbfs(track[during]) > -30) == (speaker == turn["speaker"])


def test_no_track_is_ever_digitally_silent(script: dict[str, Any]) -> None:
    for speaker in ("citizen", "agent"):
        track = pcm(CALL / script[speaker], 8_000)
        seconds = track[: len(track) // 8_000 * 8_000].reshape(-1, 8_000)
        assert all(level_dbfs(second) > -75 for second in seconds)


def test_the_gold_ticket_says_what_the_citizen_said(script: dict[str, Any]) -> None:
    said = "".join(turn["text"] for turn in script["turns"] if turn["speaker"] == "citizen").replace("，", "")
    gold = script["gold"]
    number = gold["callback_number"].translate(str.maketrans("0123456789", "零幺二三四五六七八九"))
    assert number in said
    assert f"我姓{gold['caller_name'][0]}" in said
    assert gold["place"].partition("（")[0] in said


def test_the_speech_model_is_whole_and_carries_its_notice() -> None:
    with zipfile.ZipFile(ASSETS / "demo" / "lingting-demo-zh-8k.zip") as model:
        assert model.testzip() is None
        assert {"am/final.mdl", "conf/mfcc.conf", "graph/words.txt"} <= set(model.namelist())
    notice = (ASSETS / "demo" / "NOTICE.md").read_text("utf-8")
    assert all(author in notice for author in ("Yue Tan", "Chen Wang", "Hugo Lopez", "CC BY-SA"))
