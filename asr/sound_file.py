"""Sound files of all kinds, unfolded into recordings as calls have them: a WAV of 16 kHz, 16 bit, mono a channel.

libsndfile reads WAV (A-law and mu-law too), FLAC, MP3, Ogg and others; soxr changes the rate. A file of bare A-law or
mu-law bytes (`.al`, `.ul`) is taken for what telephones send: 8 kHz, mono (ITU-T G.711).
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import numpy as np
import soundfile
import soxr

from callflow.units import SAMPLE_RATE_HZ, DurationMs

_Samples = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
_BARE = {".al": "ALAW", ".alaw": "ALAW", ".ul": "ULAW", ".ulaw": "ULAW"}
_TELEPHONE_HZ = 8000
_PORTION_S = 10


class SoundFileError(Exception):
    """A file cannot be read as sound, or its recordings cannot be written; the message names it."""


class Unfolded(msgspec.Struct, frozen=True, kw_only=True):
    """A file's channels as recordings."""

    recordings: tuple[Path, ...]
    length_ms: DurationMs


def sound_in(file: Path) -> DurationMs:
    """How much sound there is in a file, all channels together. Raises SoundFileError."""
    with _open(file) as sound:
        return DurationMs(sound.frames * 1000 // sound.samplerate * sound.channels)


def unfold(file: Path, folder: Path) -> Unfolded:
    """Write a file's channels into a folder. Raises SoundFileError."""
    with _open(file) as sound, _unfolding(file, folder), ExitStack() as stack:
        paths = tuple(folder / f"channel-{number}.wav" for number in range(1, sound.channels + 1))
        tracks = [stack.enter_context(_recording(path)) for path in paths]
        resampler = soxr.ResampleStream(sound.samplerate, SAMPLE_RATE_HZ, sound.channels, dtype="float32")
        done = 0
        while True:
            portion = _read(file, sound)
            done += len(portion)
            last = not len(portion)
            _write(resampler.resample_chunk(portion, last=last), tracks)
            if last:
                return Unfolded(recordings=paths, length_ms=DurationMs(done * 1000 // sound.samplerate))


def _open(file: Path) -> soundfile.SoundFile:
    bare = _BARE.get(file.suffix.lower())
    kind = {"format": "RAW", "subtype": bare, "samplerate": _TELEPHONE_HZ, "channels": 1} if bare else {}
    try:
        return soundfile.SoundFile(file, **kind)
    except soundfile.LibsndfileError as error:
        raise SoundFileError(f"{file} cannot be read as sound: {error.error_string}") from error


def _read(file: Path, sound: soundfile.SoundFile) -> _Samples:
    """The next seconds, (samples, channels)."""
    try:
        return sound.read(_PORTION_S * sound.samplerate, dtype="float32", always_2d=True)  # type: ignore[no-any-return]
    except soundfile.LibsndfileError as error:
        raise SoundFileError(f"{file} is damaged: {error.error_string}") from error


@contextmanager
def _unfolding(file: Path, folder: Path) -> Iterator[None]:
    """What libsndfile cannot write it calls a system error and no more."""
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise SoundFileError(f"{file} cannot be unfolded into {folder}: make room there, or set TMPDIR") from error


def _recording(path: Path) -> soundfile.SoundFile:
    return soundfile.SoundFile(path, "w", SAMPLE_RATE_HZ, 1, "PCM_16", format="WAV")


def _write(samples: _Samples, tracks: "list[soundfile.SoundFile]") -> None:
    for channel, track in enumerate(tracks):
        track.write(samples[:, channel])
