"""`lingting transcribe` and what it is made of, with the model that the project ships."""

import json
import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from asr.file_jobs import one_thread
from asr.hindsight import Hindsight
from asr.models import InstalledModel
from asr.segments import Segmenter, Spoken
from asr.silero import SileroVoice
from asr.vosk import VoskModel
from asr.wire import Transcribe
from asr.writing import CityWriter
from callflow.events import RecordingClosed
from callflow.log import to_line
from callflow.second_opinion import SecondOpinion
from callflow.units import CITIZEN, CallMs, CaseId, SampleIndex
from lingting import opinion_job
from lingting.cli import app
from tests.asr import tiny_sherpa
from tests.asr.sound import blocks_of, excerpt, write_recording
from tests.records.story import Story

SPOKEN = excerpt(5000, 9000)
CASE = "20261121-090000-w1-1"


@pytest.fixture
def var(demo_model: InstalledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings whose `var_dir` has the demo model and a model of sherpa-onnx."""
    folder = tmp_path / "var"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / demo_model.name).symlink_to(demo_model.path)
    tiny_sherpa.sense_voice(folder / "models" / "sherpa-tiny")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINGTING_VAR_DIR", str(folder))
    return folder


@pytest.fixture
def case(var: Path) -> Path:
    """A finished case with one recording."""
    folder = var / "cases" / CASE
    folder.mkdir(parents=True)
    write_recording(folder / "citizen.wav", SPOKEN)
    story = Story(CASE).arrives().tell(RecordingClosed(leg=CITIZEN, samples=len(SPOKEN)))
    (folder / "events.jsonl").write_bytes(b"".join(map(to_line, story.entries)))
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["transcribe", *map(str, arguments)])


def test_a_finished_recording_is_heard_as_a_live_one(vosk_model: VoskModel, tmp_path: Path) -> None:
    write_recording(tmp_path / "leg.wav", SPOKEN)
    segmenter = Segmenter(SileroVoice(), vosk_model.recogniser)
    found = [one for block in blocks_of(SPOKEN) for one in segmenter.feed(block)] + list(segmenter.finish())
    order = Transcribe(
        case=CaseId("c"),
        leg=CITIZEN,
        path=str(tmp_path / "leg.wav"),
        from_sample=SampleIndex(0),
        offset_ms=CallMs(0),
    )
    heard = list(Hindsight(vosk_model, CityWriter()).hear(order, lambda _: None))
    live = [one for one in found if isinstance(one, Spoken)]
    assert [(one.first_sample, [word.text for word in one.words]) for one in heard] == [
        (one.first_sample, [word.text for word in one.words]) for one in live
    ]


@pytest.mark.usefixtures("var")
def test_files_are_written_down_to_a_folder_and_one_that_is_no_sound_does_not_stop_the_others(tmp_path: Path) -> None:
    silence = np.zeros_like(SPOKEN)
    soundfile.write(tmp_path / "both.flac", np.stack([silence, SPOKEN], axis=1), 16_000)
    soundfile.write(tmp_path / "mono.wav", SPOKEN[::2], 8000, subtype="ALAW")
    (tmp_path / "notes.txt").write_text("hello")
    found = run("both.flac", "notes.txt", "mono.wav", "--format", "json", "-o", "out", "--jobs", "2")
    assert found.exit_code == 1
    assert "notes.txt cannot be read as sound" in found.stderr
    both, mono = (json.loads((tmp_path / f"out/{name}.json").read_text()) for name in ("both", "mono"))
    assert [line["channel"] for line in both["lines"]] == [2] * len(both["lines"])
    assert "停水" in "".join(line["text"] for line in both["lines"])
    assert mono["channels"] == 1
    assert mono["model"].startswith("lingting-demo-")


@pytest.mark.usefixtures("var")
def test_subtitles_of_one_file_go_to_standard_output(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "mono.wav", SPOKEN, 16_000)
    found = run("mono.wav", "--format", "srt")
    assert found.exit_code == 0
    assert found.stdout.startswith("1\n00:00:0")
    assert "停水" in found.stdout


def test_a_case_gets_a_second_opinion_beside_its_recordings(case: Path) -> None:
    before = (case / "events.jsonl").read_bytes()
    found = run(CASE, "--model", "sherpa-tiny")
    assert found.exit_code == 0, found.output
    opinion = msgspec.json.decode((case / "opinions/sherpa-tiny.json").read_bytes(), type=SecondOpinion)
    assert opinion.model == "sherpa-tiny"
    assert opinion.utterances[0].leg == "citizen"
    assert opinion.utterances[0].start_ms >= 30
    assert {word.text for one in opinion.utterances for word in one.words} <= set(tiny_sherpa.CHARACTERS)
    assert (case / "events.jsonl").read_bytes() == before


def test_a_call_that_is_not_over_gets_none(case: Path) -> None:
    lines = (case / "events.jsonl").read_bytes().splitlines(keepends=True)
    (case / "events.jsonl").write_bytes(b"".join(lines[:-1]))
    found = run(CASE, "--model", "sherpa-tiny")
    told = f"{CASE}: the call is not over: citizen of {CASE} is still being recorded\n"
    assert (found.exit_code, found.stderr) == (1, told)


def test_a_log_without_its_beginning_is_named(case: Path) -> None:
    (case / "events.jsonl").write_bytes(b"")
    found = run(CASE, "--model", "sherpa-tiny")
    assert found.exit_code == 1
    assert "events.jsonl does not say when the call began" in found.stderr


def test_a_recording_that_is_gone_is_named(case: Path) -> None:
    (case / "citizen.wav").unlink()
    found = run(CASE, "--model", "sherpa-tiny")
    assert found.exit_code == 1
    assert "citizen.wav" in found.stderr


def test_a_case_that_has_no_opinion_does_not_stop_the_others(case: Path) -> None:
    found = run("nobody", CASE, "--model", "sherpa-tiny")
    assert found.exit_code == 1
    assert "nobody is no file and no case" in found.stderr
    assert f"{CASE}: " in found.stdout
    assert (case / "opinions/sherpa-tiny.json").is_file()


def test_a_case_that_ends_the_recogniser_is_named_and_the_others_go_on(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinion_job, "_serve", ends_over_the_first)
    cases = [CaseId("first"), CaseId(CASE)]
    model = InstalledModel(name="any", path=case, demo=False)
    made = list(opinion_job.hear_again(cases, case.parent, model, case, lambda *_: None))
    assert made[0] == opinion_job.NotMade(
        case=CaseId("first"), problem="the recogniser ended its process (status 3) over it"
    )
    assert made[1] == opinion_job.Made(case=CaseId(CASE), utterances=0)


def ends_over_the_first(wire: Connection, cases: Sequence[CaseId], *_: object) -> None:
    """Stands for a recogniser that ends its process."""
    if cases[0] == "first":
        os._exit(3)
    wire.send(opinion_job.Made(case=cases[0], utterances=0))


def test_a_process_that_hears_files_computes_on_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    wire, theirs = multiprocessing.get_context("spawn").Pipe()
    with one_thread():
        process = multiprocessing.get_context("spawn").Process(target=_tells_its_threads, args=(theirs,))
        process.start()
    assert wire.recv() == "1"
    process.join()
    assert "OPENBLAS_NUM_THREADS" not in os.environ


def _tells_its_threads(wire: Connection) -> None:
    wire.send(os.environ.get("OPENBLAS_NUM_THREADS"))


@pytest.mark.usefixtures("var")
def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        soundfile.write(tmp_path / name, np.zeros_like(SPOKEN), 16_000)
    (tmp_path / "taken").write_text("a file")
    several = run("a.wav", "b.wav", "-o", "taken")
    assert several.exit_code == 2
    assert "several transcripts need a folder, and taken is none" in several.stderr
    one = run("a.wav", "-o", "nowhere/a.txt")
    assert one.exit_code == 1
    assert "nowhere/a.txt cannot be written: No such file" in one.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "nothing is no file and no case: cases lie in"),
        (["mono.wav", "nothing"], "there is no file nothing; give files or cases, not both"),
        (["mono.wav", "--model", "unknown"], "the speech model unknown is not installed"),
        (["mono.wav", "mono.wav", "--format", "srt"], "name a folder for them with --output"),
        (["mono.wav", "other/mono.wav", "-o", "out"], "two of these files have one name"),
    ],
)
@pytest.mark.usefixtures("var")
def test_what_cannot_be_done_is_told_in_a_line(arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for name in ("mono.wav", "other/mono.wav"):
        soundfile.write(tmp_path / name, SPOKEN, 16_000)
    found = run(*arguments)
    assert found.exit_code > 0
    assert said in found.stderr
