"""What a phone hears while the call goes on, by its recording that grows.

On a busy machine orders take long and bridges lose time, so no moment is looked up by the clock: a test waits until an
ear has come to hear something, or has heard so much more.
"""

from pathlib import Path

from tests.calls.running import eventually
from tests.sip.peers import heard, read_wav

WINDOW_S = 0.8
"""What is looked at when an ear comes to hear something."""


async def comes_to_hear(ear: Path, tones: set[int], among: tuple[int, ...]) -> None:
    """Wait until the latest stretch of a recording holds exactly these of the frequencies (Hz)."""
    await eventually(lambda: _length_s(ear) > WINDOW_S and heard(ear, among, start_s=-WINDOW_S) == tones)


async def goes_on_hearing(ear: Path, tones: set[int], among: tuple[int, ...], seconds: float) -> None:
    """Let a recording grow by so many seconds, which must hold exactly these of the frequencies (Hz)."""
    until_s = _length_s(ear) + seconds
    await eventually(lambda: _length_s(ear) >= until_s)
    assert heard(ear, among, until_s - seconds, until_s) == tones


def _length_s(ear: Path) -> float:
    if not ear.exists() or b"data" not in ear.read_bytes()[:64]:
        return 0.0
    samples, rate = read_wav(ear)
    return len(samples) / rate
