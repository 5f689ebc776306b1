"""Speech: growing recordings in, utterances out.

The switchboard uses `SpeechPool`; `python -m asr.worker` is the other end of its wires.
"""

from asr.pool import SpeechModel, SpeechPool

__all__ = ["SpeechModel", "SpeechPool"]
