"""Prompts on their way to legs: players made of clips, started when the leg has media, ended by the clock."""

from pathlib import Path

import pjsua2 as pj
import structlog

from telephony.pjsua_leg import Leg, Playing, seconds_of

log = structlog.get_logger()


class Prompts:
    """The clips of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def files(self, clips: tuple[str, ...]) -> list[Path]:
        """Those of these clips that there are."""
        return [file for clip in clips if (file := self._file(clip))]

    @staticmethod
    def there(reading: Path | None) -> list[Path]:
        """What is to be read out, if its file is there."""
        if reading is None or reading.is_file():
            return [reading] if reading else []
        log.error("reading_missing", file=str(reading), remedy="the caller goes on without it")
        return []

    def _file(self, clip: str) -> Path | None:
        file = self._folder / f"{clip}.wav"
        if file.is_file():
            return file
        log.error("clip_missing", clip=clip, folder=str(self._folder), remedy="lingting prompts check")
        return None

    @staticmethod
    def start(leg: Leg, prompt: int, files: list[Path]) -> None:
        """Play these files to a leg, back to back. Raises pj.Error, OSError or EOFError for a file that is no WAV."""
        player = pj.AudioMediaPlayer()
        player.createPlaylist(pj.StringVector([str(file) for file in files]), "prompt", pj.PJMEDIA_FILE_NO_LOOP)
        leg.playing = Playing(prompt, player, sum(map(seconds_of, files)))
        if leg.media:
            leg.playing.start(leg.media)
