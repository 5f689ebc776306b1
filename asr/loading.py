"""Loading a speech model, whichever recogniser its folder is for."""

from pathlib import Path
from typing import Protocol

from asr.segments import Recogniser
from asr.sherpa import SherpaModel
from asr.sherpa_folder import is_sherpa
from asr.vosk import VoskModel


class LoadedModel(Protocol):
    """A model in memory."""

    def recogniser(self) -> Recogniser:
        """Make a fresh recogniser for one segment."""
        ...


def load_model(path: Path) -> LoadedModel:
    """Load the model of a folder in which nothing is missing (`asr.models.ready`). Raises ModelLoadError."""
    return SherpaModel(path) if is_sherpa(path) else VoskModel(path)
