"""The limit of Vosk itself: recognisers over whole recordings as fast as one core can, and nothing else.

    python -m speech_bench.bare MODEL CORE RECORDING...

One recogniser a recording, blocks of 0.1 s, words asked for at its endpoints, a partial after every other block. Prints
one line of JSON: seconds of sound and of CPU, the texts, and what a recogniser costs in memory (MB).
"""

import json
import os
import sys
import time
from pathlib import Path

import msgspec
import psutil
import soundfile
import vosk

from asr.recording import BLOCK_SAMPLES
from callflow.units import SAMPLE_BYTES, SAMPLE_RATE_HZ

BLOCK_BYTES = BLOCK_SAMPLES * SAMPLE_BYTES
WARM_SECONDS = 2
MEASURED_RECOGNISERS = 10
MEASURED_SECONDS = 20


class Bare(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured."""

    sound_s: float
    cpu_s: float
    texts: list[str]
    memory_mb_per_recogniser: float

    @property
    def legs(self) -> float:
        """How many live legs a core could carry at the utmost: by CPU time, as other work makes the clock run on."""
        return self.sound_s / self.cpu_s


def main() -> None:
    model_path, core, *recordings = sys.argv[1:]
    os.sched_setaffinity(0, {int(core)})
    vosk.SetLogLevel(-1)
    model = vosk.Model(model_path)
    sounds = [soundfile.read(Path(path), dtype="int16")[0].tobytes() for path in recordings]
    heard(model, sounds[0][: SAMPLE_BYTES * SAMPLE_RATE_HZ * WARM_SECONDS])
    cpu_began = time.process_time()
    texts = [heard(model, sound) for sound in sounds]
    found = Bare(
        sound_s=sum(map(len, sounds)) / SAMPLE_BYTES / SAMPLE_RATE_HZ,
        cpu_s=time.process_time() - cpu_began,
        texts=texts,
        memory_mb_per_recogniser=memory_mb(model, sounds[0]),
    )
    print(msgspec.json.encode(found).decode())


def heard(model: vosk.Model, sound: bytes) -> str:
    """One recording, to its end."""
    recogniser, text = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ), ""
    recogniser.SetWords(True)
    for at in range(0, len(sound), BLOCK_BYTES):
        if recogniser.AcceptWaveform(sound[at : at + BLOCK_BYTES]):
            text += json.loads(recogniser.Result())["text"]
        else:
            recogniser.PartialResult()
    return (text + json.loads(recogniser.FinalResult())["text"]).replace(" ", "")


def memory_mb(model: vosk.Model, sound: bytes) -> float:
    """How much one more recogniser takes in the midst of its work."""
    process, recognisers = psutil.Process(), []
    before = process.memory_info().rss
    for _ in range(MEASURED_RECOGNISERS):
        recogniser = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ)
        recogniser.AcceptWaveform(sound[: SAMPLE_BYTES * SAMPLE_RATE_HZ * MEASURED_SECONDS])
        recognisers.append(recogniser)
    return (process.memory_info().rss - before) / MEASURED_RECOGNISERS / 1e6


if __name__ == "__main__":
    main()
