"""A scenario that is wrong fails where it is wrong, and says so; ears hear what sounds and nothing else."""

from pathlib import Path

import numpy as np
import pytest

import tests.scenarios.steps  # noqa: F401  the sentences declare themselves
from tests.scenarios.grammar import SENTENCES, UnknownSentenceError, understood
from tests.scenarios.hearing import MUSIC, TONES_HZ, sounds
from tests.scenarios.reading import FOLDER, BadScenarioError, read_scenario, scenarios
from tests.scenarios.speech import Said, clip
from tests.sip.peers import read_wav, tone

RATE_HZ = 16_000
VOICES = dict(zip("abcdef", TONES_HZ, strict=True))
STORY = "title: x\npeople:\n  citizen: {phone: '13800000000'}\nsteps:\n  - citizen dials 12345\n  - they hear: {}\n"


def test_every_sentence_of_every_scenario_is_understood() -> None:
    for path in scenarios():
        for step in read_scenario(path).lines:
            understood(step.sentence)


def test_a_step_knows_its_line(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text(STORY)
    first, second = read_scenario(tmp_path / "story.yaml").lines
    assert (first.line, first.sentence, first.given) == (5, "citizen dials 12345", None)
    assert (second.line, second.sentence, second.given) == (6, "they hear", {})


def test_an_unknown_word_in_the_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text(STORY.replace("title", "tittle"))
    with pytest.raises(BadScenarioError, match=r"story\.yaml"):
        read_scenario(tmp_path / "story.yaml")


def test_a_misspelt_sentence_is_told_its_neighbours() -> None:
    with pytest.raises(UnknownSentenceError, match=r"dials \{number\}"):
        understood("citizen dails 12345")


def test_a_name_has_no_spaces_and_a_number_only_digits() -> None:
    _, words = understood("agent drops 市水务局")
    assert words == {"desk": "agent", "party": "市水务局"}
    with pytest.raises(UnknownSentenceError):
        understood("citizen dials home")


def test_every_mixture_of_tones_is_told_apart() -> None:
    for names in ("a", "bc", "def", "abcf"):
        mixed = np.sum([tone(VOICES[name], 0.6, RATE_HZ, 4000) for name in names], axis=0)
        assert sounds(mixed, RATE_HZ, VOICES) == set(names)


def test_silence_is_nothing_and_half_a_window_of_a_tone_is_heard() -> None:
    assert sounds(np.zeros(RATE_HZ), RATE_HZ, VOICES) == set()
    assert sounds(np.append(np.zeros(3200), tone(VOICES["a"], 0.4, RATE_HZ, 4000)), RATE_HZ, VOICES) >= {"a"}


def test_waiting_music_is_music_in_each_of_its_windows_and_nobodys_tone() -> None:
    samples, rate = read_wav(Path("assets/prompts/zh/music.wav"))
    window = int(0.6 * rate)
    for at in range(0, len(samples) - window, window):
        assert sounds(samples[at : at + window], rate, VOICES) == {MUSIC}


def test_a_tone_with_a_lost_packet_is_no_music() -> None:
    torn = np.sum([tone(hz, 0.6, RATE_HZ, 4000) for hz in TONES_HZ[:3]], axis=0)
    torn[4000:4320] = 0
    assert sounds(torn, RATE_HZ, VOICES) == set("abc")


def test_a_sentence_is_known_by_its_words_once() -> None:
    said = Said("citizen", "好的，谢谢您。", 1000, 2200)
    assert said.is_rendered_by(["好的谢谢您"])
    assert not said.is_rendered_by(["好的谢谢您", "好的谢谢您"])
    assert not said.is_rendered_by([])


def test_a_sentence_that_nobody_recorded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="nobody has recorded"):
        clip("今天天气不错。", tmp_path)


def test_the_readme_has_every_sentence() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    missing = [one.pattern for one in SENTENCES if one.pattern.removeprefix("{desk} ") not in readme]
    assert not missing
