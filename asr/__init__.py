"""Speech: growing recordings in, utterances out.

The switchboard uses `SpeechPool`; `python -m asr.worker` is the other end of its wires. `resolve` gives the model that
the workers are to load, `asr.models_cli` the commands to choose another.
"""

from asr.models import InstalledModel, ModelError, resolve
from asr.pool import SpeechModel, SpeechPool

__all__ = ["InstalledModel", "ModelError", "SpeechModel", "SpeechPool", "resolve"]
