"""Kaldi's MFCC as the finished model asks for them, and step `features`: what the recogniser would hear of each clause.

Forty cepstra of forty bands lose nothing, so that training can go back to the bands and bend them (`bending`). Every
copy of a clause is heard over another telephone; further copies are spoken at another speed and by another size, too.
Writes WORK/features/<part>-<copy>.npz: frames (float16), and for each clause where its frames and its sounds begin.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import kaldi_native_fbank as knf
import numpy as np
import numpy.typing as npt
import soxr
from phones import phones_of, sound_sequence, sounds
from shards import RATE_HZ, Clause, Samples, read, to_int16
from telephone import heard
from tempo import at_speed

BANDS = 40
LOW_HZ, HIGH_HZ = 40, 3800
FRAME_S, CENTRE_S = 0.01, 0.0125
BABBLERS = 4
SLOWEST, FASTEST = 0.8, 1.3
SMALLEST, LARGEST = 0.87, 1.15
CONFIGURATION = f"""\
--sample-frequency={RATE_HZ}
--use-energy=false
--num-mel-bins={BANDS}
--num-ceps={BANDS}
--low-freq={LOW_HZ}
--high-freq={HIGH_HZ - RATE_HZ // 2}
--dither=0
"""

Frames = npt.NDArray[np.float32]


def mfcc(samples: npt.NDArray[np.float64]) -> Frames:
    """Frames of cepstra, one every 10 ms."""
    computer = knf.OnlineMfcc(_options())
    computer.accept_waveform(RATE_HZ, samples.astype(np.float32).tolist())
    computer.input_finished()
    return np.stack([computer.get_frame(at) for at in range(computer.num_frames_ready)])


def _options() -> knf.MfccOptions:
    options = knf.MfccOptions()
    options.frame_opts.samp_freq = RATE_HZ
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = options.num_ceps = BANDS
    options.mel_opts.low_freq, options.mel_opts.high_freq = LOW_HZ, HIGH_HZ
    options.use_energy = False
    return options


def from_times(clause: Clause, frames: int, start_s: float) -> npt.NDArray[np.int16]:
    """Each frame's sound by the voice's own token times, which are a first guess. All silence where there are none."""
    if not clause.starts_s:
        return np.zeros(frames, np.int16)
    changes, order = [0.0], [0]
    for phone, (since, until) in zip(phones_of(clause.phones), _spans(clause.starts_s), strict=True):
        states = sounds()[phone]
        changes += [since + at * (until - since) / len(states) for at in range(len(states))]
        order += states
    changes.append(clause.starts_s[-1])
    at_s = np.arange(frames) * FRAME_S + CENTRE_S - start_s
    at = np.searchsorted(np.maximum.accumulate(changes), at_s, "right") - 1
    return np.asarray([*order, 0], np.int16)[np.clip(at, 0, None)]


def _spans(starts_s: tuple[float, ...]) -> Iterator[tuple[float, float]]:
    """Initials of this voice are written down two frames (of 12.5 ms) late and finals one frame early."""
    shifts = [-0.025 if at % 2 == 0 else 0.0125 for at in range(len(starts_s) - 1)]
    moved = [max(0.0, start + shift) for start, shift in zip(starts_s, [*shifts, 0.0], strict=True)]
    return pairwise(moved)


def varied(clause: Clause, samples: Samples, chance: np.random.Generator) -> tuple[Clause, Samples]:
    """The clause 0.8 to 1.3 times as fast, by somebody whose throat is up to a seventh shorter or longer."""
    speed, size = np.exp(chance.uniform(np.log(SLOWEST), np.log(FASTEST))), chance.uniform(SMALLEST, LARGEST)
    sized = soxr.resample(at_speed(samples / 32_768, speed / size), RATE_HZ * size, RATE_HZ, quality="MQ")
    ratio = len(sized) / len(samples)
    return replace(clause, starts_s=tuple(start * ratio for start in clause.starts_s)), to_int16(sized)


def main(work: Path, part: str, copy: int) -> None:
    chance = np.random.default_rng([copy, *part.encode()])
    material = list(read(work / "speech" / part))
    frames, labels, order, bounds = [], [], [], [(0, 0)]
    for clause, samples in material:
        crowd = [material[at][1] for at in chance.integers(len(material), size=BABBLERS)]
        if copy:
            clause, samples = varied(clause, samples, chance)  # noqa: PLW2901
        sound = heard(samples, crowd, chance)
        found = mfcc(sound.samples)
        frames.append(found.astype(np.float16))
        labels.append(from_times(clause, len(found), sound.start / RATE_HZ))
        order.append(np.asarray(sound_sequence(clause.phones), np.int16))
        bounds.append((bounds[-1][0] + len(found), bounds[-1][1] + len(order[-1])))
    (work / "features").mkdir(exist_ok=True)
    np.savez(
        work / "features" / f"{part}-{copy}.npz",
        frames=np.concatenate(frames), labels=np.concatenate(labels), sounds=np.concatenate(order), bounds=bounds,
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
