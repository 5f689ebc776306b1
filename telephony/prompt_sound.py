"""What a prompt must sound like, and how a recording is made so: 16 kHz, 16 bit, mono, evenly loud, not clipped.

Loudness is the RMS of the frames in which something is heard (above -45 dBFS), so that pauses do not count. Speech is
brought to -20 dBFS, hold music to -26 dBFS; where a peak would pass -1 dBFS the whole clip stays lower, never bent.
"""

from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from callflow.units import SAMPLE_RATE_HZ

SPEECH_DBFS = -20.0
MUSIC_DBFS = -26.0
PEAK_DBFS = -1.0
HEARD_DBFS = -45.0
SILENT_DBFS = -60.0
FRAME = SAMPLE_RATE_HZ // 50
CLIPPED_RUN = 4
"""So many samples in a row at full scale are a clipped peak, not a loud one."""

MUSIC = "music"
SILENCE = "silence"

Samples = NDArray[np.float64]


class UnreadableSoundError(ValueError):
    """A file that is no sound, or none that libsndfile reads."""


def fault_in(clip: Path) -> str | None:
    """What keeps this clip from being played well, or None."""
    try:
        about = soundfile.info(clip)
    except soundfile.LibsndfileError as error:
        return f"cannot be read ({error.error_string})"
    is_right = about.format == "WAV" and about.subtype == "PCM_16"
    if not is_right or (about.samplerate, about.channels) != (SAMPLE_RATE_HZ, 1):
        found = f"{about.format} {about.subtype} {about.samplerate} Hz {about.channels} channel(s)"
        return f"is {found}, must be WAV PCM_16 {SAMPLE_RATE_HZ} Hz mono"
    return _fault_in_samples(clip.stem, soundfile.read(clip, dtype="int16")[0])


def _fault_in_samples(name: str, samples: NDArray[np.int16]) -> str | None:
    if samples.size == 0:
        return "is empty"
    if _is_clipped(samples):
        return "is clipped: record it again at a lower level"
    if name != SILENCE and _peak_dbfs(samples / 32768) < SILENT_DBFS:
        return "is silent"
    return None


def _is_clipped(samples: NDArray[np.int16]) -> bool:
    full = np.abs(samples.astype(np.int32)) >= np.iinfo(np.int16).max
    runs = np.convolve(full, np.ones(CLIPPED_RUN), "valid") if full.size >= CLIPPED_RUN else np.zeros(1)
    return bool(np.any(runs >= CLIPPED_RUN))


def convert(source: Path, clip: Path) -> float:
    """Write any sound file as a prompt, put in place whole; return by how many dB it was raised.

    Raises:
        UnreadableSoundError: not a sound file, or one without sound in it.
    """
    try:
        samples, rate = soundfile.read(source, dtype="float64", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise UnreadableSoundError(f"{source} is not a sound file that can be read ({error.error_string})") from error
    try:
        return keep(samples, rate, clip)
    except UnreadableSoundError as error:
        raise UnreadableSoundError(f"{source} {error}: is the microphone on?") from error


def keep(samples: Samples, rate_hz: int, clip: Path) -> float:
    """Write samples (frames, channels) as a prompt, put in place whole; return by how many dB they were raised.

    Raises:
        UnreadableSoundError: there is no sound in them.
    """
    mono = soxr.resample(samples.mean(axis=1), rate_hz, SAMPLE_RATE_HZ)
    gain_db = _gain_db(mono, MUSIC_DBFS if clip.stem == MUSIC else SPEECH_DBFS)
    if gain_db is None and clip.stem != SILENCE:
        raise UnreadableSoundError("holds no sound")
    _write(clip, mono * 10 ** ((gain_db or 0) / 20))
    return gain_db or 0.0


def _gain_db(samples: Samples, wanted_dbfs: float) -> float | None:
    """None when nothing is heard, also after the whole was brought up to the highest level that fits."""
    peak = _peak_dbfs(samples)
    if peak < SILENT_DBFS:
        return None
    loudness = _loudness_dbfs(samples * 10 ** (-peak / 20)) + peak
    return min(wanted_dbfs - loudness, PEAK_DBFS - peak)


def _loudness_dbfs(samples: Samples) -> float:
    frames = np.resize(samples, (max(1, samples.size // FRAME), FRAME))
    power = (frames**2).mean(axis=1)
    heard = power[power > 10 ** (HEARD_DBFS / 10)]
    return float(10 * np.log10(heard.mean())) if heard.size else HEARD_DBFS


def _peak_dbfs(samples: Samples) -> float:
    peak = float(np.abs(samples).max(initial=0.0))
    return 20 * float(np.log10(peak)) if peak else -np.inf


def _write(clip: Path, samples: Samples) -> None:
    clip.parent.mkdir(parents=True, exist_ok=True)
    draft = clip.with_suffix(".part")
    soundfile.write(draft, samples, SAMPLE_RATE_HZ, subtype="PCM_16", format="WAV")
    draft.replace(clip)
