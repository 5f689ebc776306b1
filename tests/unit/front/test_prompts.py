"""The catalogue of prompts: whose clip wins, what is wrong with one, and recordings taken in."""

import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from telephony import prompt_sound, prompts
from telephony.prompts_cli import build_app


def tone(seconds: float = 0.5, level: float = 0.2, rate: int = 16000) -> np.ndarray:
    return level * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)


def clip(folder: Path, name: str, samples: np.ndarray, rate: int = 16000, **form: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.wav"
    soundfile.write(path, samples, rate, **({"subtype": "PCM_16"} | form))
    return path


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    clip(folder, "goodbye", tone())
    clip(folder, "greeting", tone())
    (folder / "prompts.yaml").write_text("goodbye: 再见。\ngreeting: 您好。\n")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


def test_a_citys_own_recording_wins_and_keeps_the_text(own: Path, shipped: Path) -> None:
    ours = clip(own, "goodbye", tone(1.5))
    goodbye, greeting = prompts.catalogue([own, shipped])
    assert (goodbye.file, goodbye.text, goodbye.ms) == (ours, "再见。", 1500)
    assert greeting.file == shipped / "greeting.wav"


def test_a_citys_own_text_wins_too(own: Path, shipped: Path) -> None:
    own.mkdir()
    (own / "prompts.yaml").write_text("goodbye: 感谢来电。\n")
    assert prompts.catalogue([own, shipped])[0].text == "感谢来电。"


def test_only_what_can_be_played_has_a_name(own: Path, shipped: Path) -> None:
    own.mkdir()
    (own / "prompts.yaml").write_text("not_recorded: 待录音。\n")
    assert prompts.names([own, shipped]) == {"goodbye", "greeting"}


def test_sound_prompts_have_no_problem(own: Path, shipped: Path) -> None:
    assert prompts.check([own, shipped]) == []


@pytest.mark.parametrize(
    ("samples", "form", "what"),
    [
        (tone(rate=8000), {"rate": 8000}, "8000 Hz"),
        (np.stack([tone(), tone()], axis=1), {}, "2 channel"),
        (tone(), {"subtype": "FLOAT"}, "FLOAT"),
        (np.clip(tone(level=3.0), -1, 1), {}, "clipped"),
        (tone(level=0.0001), {}, "silent"),
        (np.zeros(0), {}, "empty"),
    ],
)
def test_a_clip_that_cannot_be_played_well_is_named(shipped: Path, samples: np.ndarray, form: dict, what: str) -> None:
    clip(shipped, "goodbye", samples, **form)
    (problem,) = prompts.check([shipped])
    assert problem.name == "goodbye"
    assert what in str(problem)


def test_a_loud_clip_that_is_not_clipped_is_no_problem(shipped: Path) -> None:
    clip(shipped, "goodbye", tone(level=0.98))
    assert prompts.check([shipped]) == []


def test_the_silent_clip_may_be_silent(shipped: Path) -> None:
    clip(shipped, "silence", np.zeros(16000))
    assert prompts.check([shipped]) == []


def test_a_text_without_a_recording_is_a_problem(shipped: Path) -> None:
    (shipped / "goodbye.wav").unlink()
    (problem,) = prompts.check([shipped])
    assert "再见。" in str(problem)


def test_a_file_that_is_no_sound_is_a_problem_and_no_crash(shipped: Path) -> None:
    (shipped / "goodbye.wav").write_text("not a sound")
    (problem,) = prompts.check([shipped])
    assert problem.name == "goodbye"
    assert prompts.catalogue([shipped])[0].ms == 0


@pytest.mark.parametrize("text", ["- a list\n", "goodbye: [\n"])
def test_a_broken_text_file_is_named(shipped: Path, text: str) -> None:
    (shipped / "prompts.yaml").write_text(text)
    with pytest.raises(prompts.PromptTextError, match=r"prompts\.yaml"):
        prompts.catalogue([shipped])


@pytest.mark.parametrize("take", [(8000, 1, "WAV"), (44100, 2, "FLAC"), (48000, 1, "OGG")])
@pytest.mark.parametrize("level", [0.01, 0.9])
def test_any_recording_becomes_an_even_16_khz_clip(
    own: Path, tmp_path: Path, take: tuple[int, int, str], level: float
) -> None:
    rate, channels, form = take
    source = tmp_path / f"take.{form.lower()}"
    soundfile.write(source, np.stack([tone(2, level, rate)] * channels, axis=1), rate, format=form)
    prompts.import_recording(source, "greeting", own)
    assert prompts.check([own]) == []
    with wave.open(str(own / "greeting.wav")) as made:
        assert (made.getframerate(), made.getnchannels(), made.getsampwidth()) == (16000, 1, 2)
        assert made.getnframes() == pytest.approx(32000, abs=32)
    rms_dbfs = 20 * np.log10(np.sqrt(np.mean(soundfile.read(own / "greeting.wav")[0] ** 2)))
    assert rms_dbfs == pytest.approx(prompt_sound.SPEECH_DBFS, abs=0.5)


def test_pauses_do_not_make_a_recording_louder(own: Path, tmp_path: Path) -> None:
    pause = np.zeros(32000)
    dense, sparse = clip(tmp_path, "dense", tone(2)), clip(tmp_path, "sparse", np.r_[tone(2), pause, pause])
    gains = [prompts.import_recording(source, "greeting", own) for source in (dense, sparse)]
    assert gains[0] == pytest.approx(gains[1], abs=0.2)


def test_a_peak_is_never_bent(own: Path, tmp_path: Path) -> None:
    click = np.r_[tone(2, 0.05), [0.9, -0.9]]
    prompts.import_recording(clip(tmp_path, "click", click), "greeting", own)
    assert prompts.check([own]) == []
    assert np.abs(soundfile.read(own / "greeting.wav")[0]).max() <= 10 ** (prompt_sound.PEAK_DBFS / 20) + 0.01


def test_hold_music_is_softer_than_speech(own: Path, tmp_path: Path) -> None:
    source = clip(tmp_path, "take", tone(2))
    speech, music = (prompts.import_recording(source, name, own) for name in ("greeting", "music"))
    assert speech - music == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize("name", ["", "Greeting", "../greeting", "问候", "a-b", "1st"])
def test_a_name_that_no_clip_may_have_is_refused(own: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="prompt name"):
        prompts.import_recording(clip(tmp_path, "take", tone()), name, own)
    assert not own.exists()


@pytest.mark.parametrize("content", ["no sound", None])
def test_a_take_without_sound_is_refused_and_leaves_the_old_clip(
    own: Path, tmp_path: Path, content: str | None
) -> None:
    before = clip(own, "greeting", tone()).read_bytes()
    take = clip(tmp_path, "take", np.zeros(16000))
    if content:
        take.write_text(content)
    with pytest.raises(prompt_sound.UnreadableSoundError):
        prompts.import_recording(take, "greeting", own)
    assert (own / "greeting.wav").read_bytes() == before


def test_one_folder_holds_what_won(own: Path, shipped: Path, tmp_path: Path) -> None:
    clip(own, "goodbye", tone(1.5))
    out = prompts.resolved([own, shipped], tmp_path / "run" / "prompts")
    assert {path.name for path in out.iterdir()} == {"goodbye.wav", "greeting.wav", "prompts.yaml"}
    assert soundfile.info(out / "goodbye.wav").duration == 1.5
    assert [prompt.text for prompt in prompts.catalogue([out])] == ["再见。", "您好。"]


def test_resolving_again_forgets_what_is_gone(own: Path, shipped: Path, tmp_path: Path) -> None:
    out = tmp_path / "run" / "prompts"
    extra = clip(own, "extra", tone())
    prompts.resolved([own, shipped], out)
    extra.unlink()
    assert not (prompts.resolved([own, shipped], out) / "extra.wav").is_symlink()


def test_the_commands_list_import_and_check(own: Path, shipped: Path, tmp_path: Path) -> None:
    app, run = build_app(lambda: [own, shipped]), CliRunner()
    assert "再见。" in run.invoke(app, ["list"]).output
    take = clip(tmp_path, "goodbye", tone(2))
    assert run.invoke(app, ["import", str(take), "--text", "下次再会。"]).exit_code == 0
    assert prompts.catalogue([own, shipped])[0].text == "下次再会。"
    assert run.invoke(app, ["check"]).exit_code == 0
    (shipped / "greeting.wav").write_text("broken")
    found = run.invoke(app, ["check"])
    assert found.exit_code == 1
    assert "greeting" in found.output


def test_importing_under_an_impossible_name_is_an_error_that_says_so(own: Path, shipped: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(build_app(lambda: [own, shipped]), ["import", str(clip(tmp_path, "A B", tone()))])
    assert result.exit_code == 2
    assert "small letters" in result.output
