"""The sample call as it was recorded: who says what when, and one track for each phone (`assets/demo/call`)."""

from pathlib import Path

import msgspec

from lingting.layout import ASSETS

FOLDER = ASSETS / "demo" / "call"


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one speaker says in one go; times in ms from the beginning of the tracks."""

    speaker: str
    text: str
    start_ms: int
    end_ms: int


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """The call; `citizen` and `agent` name the tracks, which lie on one clock."""

    turns: list[Turn]
    citizen: str
    agent: str

    def said_by(self, speaker: str) -> str:
        """Everything that a speaker says."""
        return "".join(turn.text for turn in self.turns if turn.speaker == speaker)

    def track(self, speaker: str) -> Path:
        """A speaker's track."""
        return FOLDER / (self.citizen if speaker == "citizen" else self.agent)


def load_script() -> Script:
    """Read the sample call."""
    return msgspec.json.decode((FOLDER / "script.json").read_bytes(), type=Script)
