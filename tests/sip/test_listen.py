"""`lingting listen` at a terminal, with a sound card whose microphone hears the sample call's citizen."""

import signal
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.asr.sound import excerpt
from tests.sip.sound_cards import SoundCard, sound_cards
from tests.sip.terminals import Terminal, lingting


@pytest.fixture
async def card(tmp_path: Path) -> AsyncIterator[SoundCard]:
    async with sound_cards(tmp_path / "sound") as cards:
        yield cards["one"]


async def test_what_the_microphone_hears_is_captioned_and_kept(card: SoundCard, tmp_path: Path) -> None:
    kept = tmp_path / "kept.wav"
    environ = {**card.environ, "LINGTING_VAR_DIR": str(tmp_path / "var")}
    async with Terminal(*lingting("listen", "--keep", str(kept)), environ=environ) as terminal:
        await terminal.shows("does not understand people")
        await card.play(excerpt(5000, 12_000))
        await terminal.shows("█")
        await terminal.shows("停水")
        terminal.process.send_signal(signal.SIGINT)
        assert await terminal.ends() == 0
    with wave.open(str(kept)) as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        assert file.getnframes() > 16_000


async def test_microphones_are_named_and_one_that_is_not_there_is_refused(card: SoundCard, tmp_path: Path) -> None:
    environ = {**card.environ, "LINGTING_VAR_DIR": str(tmp_path / "var")}
    async with Terminal(*lingting("listen", "--list"), environ=environ) as terminal:
        await terminal.shows("default")
        assert await terminal.ends() == 0
    async with Terminal(*lingting("listen", "--device", "headset of nobody"), environ=environ) as terminal:
        await terminal.shows("'headset of nobody' is none of")
        assert await terminal.ends() == 1
