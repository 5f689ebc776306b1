"""The official Chinese models of the Vosk project, by name.

A size or sha256 stands here only where somebody has measured the file; where none does, a download shows what it
computed and leaves the comparison to the reader.
"""

import msgspec

BASE_URL = "https://alphacephei.com/vosk/models"
"""The Vosk project's public models site."""


class CatalogueEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A model that can be fetched by name."""

    name: str
    note: str
    size_bytes: int | None = None
    sha256: str | None = None

    @property
    def url(self) -> str:
        """Where the Vosk project offers it."""
        return f"{BASE_URL}/{self.name}.zip"


CATALOGUE = (
    CatalogueEntry(
        name="vosk-model-small-cn-0.22",
        note="42 MB, plan for 4 legs a core; CER 23.5 % on SpeechIO-02, 17.2 % on THCHS",
        size_bytes=43_898_754,
        sha256="3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba",
    ),
    CatalogueEntry(
        name="vosk-model-cn-0.22",
        note="1.3 GB, plan for 2 legs a core; CER 14.0 % on SpeechIO-02, 7.4 % on THCHS",
    ),
)


def official(name: str) -> CatalogueEntry | None:
    """The official model of that name, if there is one."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)
