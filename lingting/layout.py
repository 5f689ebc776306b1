"""Where everything lies under `var/`, one name each, so that no process spells a path by hand.

`run/` holds what lives as long as the processes (sockets, pids, generated configuration) and may be deleted
when nothing runs. `cases/` is the truth of every call (docs/adr/0002-case-folder.md); `open/` names the cases
that are not archived.
"""

from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent
"""The folder that holds the houses, `assets/` and `pyproject.toml`."""

ASSETS = SHIPPED / "assets"
SHIPPED_FLOWS = SHIPPED / "callflow" / "flows"
SHIPPED_PROMPTS = ASSETS / "prompts" / "zh"


@dataclass(frozen=True)
class Layout:
    """The folders under one `var_dir` (absolute)."""

    var: Path

    @property
    def run(self) -> Path:
        """Sockets, pids, generated configuration."""
        return self.var / "run"

    @property
    def calls(self) -> Path:
        """One socket per call worker: `<worker id>.sock`."""
        return self.run / "calls"

    @property
    def speech(self) -> Path:
        """One socket per speech worker: `<worker id>.sock`."""
        return self.run / "speech"

    @property
    def kamailio(self) -> Path:
        """Kamailio's generated configuration, tables and control socket."""
        return self.run / "kamailio"

    @property
    def ready(self) -> Path:
        """Who runs: pids by kind, replaced atomically at each change."""
        return self.run / "ready.json"

    @property
    def lock(self) -> Path:
        """Held by the one supervisor of this `var_dir`."""
        return self.run / "supervisor.lock"

    @property
    def cases(self) -> Path:
        """`<case id>/events.jsonl` and one WAV per leg."""
        return self.var / "cases"

    @property
    def attachments(self) -> Path:
        """Files that departments added to their replies, by their number in the records."""
        return self.var / "attachments"

    @property
    def open(self) -> Path:
        """One empty file per case that is not archived."""
        return self.var / "open"

    @property
    def models(self) -> Path:
        """Installed speech models."""
        return self.var / "models"

    @property
    def queue_models(self) -> Path:
        """The speech models that queues have besides the hotline's own, a name a line."""
        return self.var / "queue_models"

    @property
    def city(self) -> Path:
        """The city's own words, one a line in text files: `words.txt` and, written by us, `departments.txt`."""
        return self.var / "city"

    @property
    def drafting(self) -> Path:
        """What drafting learned from this city's tickets (`lingting draft train --keep`)."""
        return self.var / "drafting.npz"

    @property
    def own_prompts(self) -> Path:
        """A city's own recordings; they win over the shipped ones."""
        return self.var / "prompts"

    @property
    def prompts(self) -> Path:
        """The one folder of prompts that call workers play from, made at each start."""
        return self.run / "prompts"

    @property
    def database(self) -> Path:
        """The SQLite file, when no other database is set."""
        return self.var / "lingting.db"

    def prepare(self) -> None:
        """Make the folders that must be there before any process starts; others may not look in."""
        self.var.mkdir(parents=True, exist_ok=True, mode=0o750)
        for folder in (
            self.run,
            self.calls,
            self.speech,
            self.cases,
            self.open,
            self.models,
            self.city,
            self.own_prompts,
        ):
            folder.mkdir(exist_ok=True, mode=0o750)
