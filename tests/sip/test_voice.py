"""espeak-ng as the voice that reads replies: the set-up installs it, and the settings name it."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pypinyin import Style, lazy_pinyin

from lingting.settings import Voice
from telephony import prompt_sound
from telephony.voice import CommandVoice, spoken
from telephony.voice.pinyin import in_pinyin

REPLY = "您反映的幸福小区3栋停水问题，已于2026-03-05 14:05抢修完毕，今晚恢复供水。请拨打12345咨询。"
COMMON = range(0x4E00, 0x9FA6)


@pytest.fixture(scope="module")
def default() -> Voice:
    return Voice()


async def test_it_speaks_for_about_as_long_as_a_person_would(default: Voice, tmp_path: Path) -> None:
    clip = tmp_path / "reply.wav"
    await CommandVoice(default.command, default.reads).speak(REPLY, clip)
    assert prompt_sound.fault_in(clip) is None
    samples, rate_hz = soundfile.read(clip)
    syllables = len(spoken(REPLY))
    assert 0.15 * syllables < len(samples) / rate_hz < 0.45 * syllables
    loud = np.abs(samples) > 0.01
    assert loud.mean() > 0.3


def test_every_syllable_is_read_as_one_and_none_is_spelled(default: Voice) -> None:
    """espeak-ng spells out what it does not know: that takes several syllables, or another language."""
    syllables = sorted({syllable for char in COMMON for syllable in in_pinyin(chr(char)).split()})
    voice = default.command[default.command.index("-v") + 1]
    said = subprocess.run(
        ["espeak-ng", "-v", voice, "-q", "-x", "--stdin"],
        input="\n".join(f"{syllable}." for syllable in syllables),
        text=True,
        capture_output=True,
        check=True,
    ).stdout.strip()
    heard = dict(zip(syllables, said.split("\n"), strict=True))
    assert len(heard) > 1300
    assert [s for s, phonemes in heard.items() if "(" in phonemes or phonemes.strip().strip("_|").count("_") > 0] == []
    assert [s for s, phonemes in heard.items() if s[-1] in "1234" and phonemes.count("'") != 1] == []


def test_words_that_are_read_in_two_ways_are_read_rightly() -> None:
    """What espeak-ng's own Chinese voice does not know; pypinyin does."""
    words = "重庆银行行长重新调查长期拖欠的还款，数次得到答复"
    assert in_pinyin(words).startswith("chong2 qing4 yin2 hang2 hang2 zhang3 chong2 xin1 diao4 cha2 chang2 qi1")
    assert lazy_pinyin("答复", style=Style.TONE3) == ["da2", "fu4"]
