"""What does a speech model hear in a recording, after it has been over the telephone?

The recording goes through G.711 A-law at 8 kHz, is resampled to the recogniser's 16 kHz and fed in blocks
of 100 ms.
"""

import io
import json
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr  # type: ignore[import-untyped]
import vosk

LINE_RATE_HZ = 8_000
MODEL_RATE_HZ = 16_000
BLOCK_MS = 100


def over_the_telephone(path: Path) -> npt.NDArray[np.int16]:
    """The WAV file's samples after an A-law round trip at 8 kHz, as int16 at 16 kHz."""
    samples, rate_hz = sf.read(path)
    line = io.BytesIO()
    sf.write(line, soxr.resample(samples, rate_hz, LINE_RATE_HZ), LINE_RATE_HZ, format="WAV", subtype="ALAW")
    line.seek(0)
    received, _ = sf.read(line)
    wide = soxr.resample(received, LINE_RATE_HZ, MODEL_RATE_HZ) * 32_768
    return np.asarray(np.clip(np.round(wide), -32_768, 32_767), np.int16)


def hear(model: vosk.Model, samples: npt.NDArray[np.int16]) -> tuple[list[str], float]:
    """Recognise int16 samples at 16 kHz. Returns the utterances and the CPU seconds it took."""
    recogniser = vosk.KaldiRecognizer(model, MODEL_RATE_HZ)
    heard, started = [], time.process_time()
    block = MODEL_RATE_HZ * BLOCK_MS // 1000
    for at in range(0, len(samples), block):
        if recogniser.AcceptWaveform(samples[at : at + block].tobytes()):
            heard.append(recogniser.Result())
        else:
            recogniser.PartialResult()
    heard.append(recogniser.FinalResult())
    texts = [json.loads(result)["text"].replace(" ", "") for result in heard]
    return [text for text in texts if text], time.process_time() - started


def edits(reference: str, heard: str) -> int:
    """Levenshtein distance in characters."""
    row = list(range(len(heard) + 1))
    for i, wanted in enumerate(reference, start=1):
        above, row = row, [i]
        for j, got in enumerate(heard, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (wanted != got)))
    return row[-1]
