"""Voice activity by Silero's network, behind an energy gate.

Half of every call is a leg on which nobody speaks, so frames below the gate are never shown to the network: digital
silence, the noise floor of A-law (ITU-T G.711 decodes silence to +-8) and a quiet line lie there, speech does not.

Like everything a segment rests on, the answer depends on the samples since `reset` alone. After a second of blocks
below the gate the detector forgets by itself. Frames lie at the same places of each block, so whether a block is
quiet depends on nothing else: after `FORGETTING_BLOCKS` quiet ones a leg goes on as if it began there (`asr.lulls`).
"""

import numpy as np

from asr.recording import BLOCK_SAMPLES
from asr.segments import FORGETTING_BLOCKS
from asr.silero_network import CONTEXT_SAMPLES, FRAME_SAMPLES, FRAMES, Floats, Memory, load_network

GATE_RMS = 50.0
"""About -56 dBFS. Speech on a telephone lies at -35 to -15 dBFS, a quiet line's noise below -60."""
ONSET = 0.5
"""Probability from which a frame counts as voice while nobody spoke before it."""
HOLD = 0.35
"""The same once somebody speaks: the ends of words are soft."""
_TO_UNIT = np.float32(1 / 32_768)


class SileroVoice:
    """A `VoiceDetector` for one leg; not shared between legs."""

    def __init__(self) -> None:
        self._network = load_network()
        self.reset()

    def voiced(self, block: bytes) -> bool:
        """Whether any of the block's three frames is speech."""
        samples = samples_of(block)
        loud = loud_frames(samples)
        if any(loud):
            self._quiet = 0
            self._speaking = self._hears(samples, loud)
        else:
            self._rest()
        return self._speaking

    def quiet(self, block: bytes) -> bool:
        """Whether no frame of the block is loud enough to be speech."""
        return not any(loud_frames(samples_of(block)))

    def reset(self) -> None:
        """Forget all that was heard."""
        self._memory = Memory()
        self._speaking = False
        self._quiet = 0

    def _hears(self, samples: Floats, loud: list[bool]) -> bool:
        enough = HOLD if self._speaking else ONSET
        likely = self._network.probabilities(samples * _TO_UNIT, self._memory)
        return any(is_loud and one >= enough for is_loud, one in zip(loud, likely, strict=True))

    def _rest(self) -> None:
        self._speaking = False
        self._quiet += 1
        if self._quiet == FORGETTING_BLOCKS:
            self.reset()


def samples_of(block: bytes) -> Floats:
    """A block's samples, continued by silence when it is a recording's short last one."""
    samples = np.frombuffer(block, "<i2").astype(np.float32)
    return samples if len(samples) == BLOCK_SAMPLES else np.pad(samples, (0, BLOCK_SAMPLES - len(samples)))


def loud_frames(samples: Floats) -> list[bool]:
    """Which of a block's frames are loud enough to be speech."""
    frames = samples[CONTEXT_SAMPLES:].reshape(FRAMES, FRAME_SAMPLES)
    powers = np.einsum("fs,fs->f", frames, frames)
    return [bool(power >= GATE_RMS**2 * FRAME_SAMPLES) for power in powers]
