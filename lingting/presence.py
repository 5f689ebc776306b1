"""What agents last said of themselves, kept in one small file so that a restarted switchboard knows it at once.

Who has signed out is not in it. It is deliberately not in the database: the queue must not wait for that.
"""

import json
from pathlib import Path

import structlog

from callflow.units import AgentId
from callflow.views import Presence

log = structlog.get_logger()


class PresenceBook:
    """Presence by agent, written whole at every change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._said = self._read()

    def of(self, agent: AgentId) -> Presence | None:
        """What this agent said last; None when signed out."""
        return self._said.get(agent)

    def signed_in(self) -> dict[AgentId, Presence]:
        """Everybody who is signed in."""
        return dict(self._said)

    def say(self, agent: AgentId, presence: Presence | None) -> None:
        """Remember it; None signs the agent out."""
        if presence is None:
            self._said.pop(agent, None)
        else:
            self._said[agent] = presence
        self._write()

    def _read(self) -> dict[AgentId, Presence]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return {AgentId(agent): Presence(said) for agent, said in kept.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError):
            log.warning("presence_file_unreadable", path=str(self._path), remedy="agents say 示闲 again")
            return {}

    def _write(self) -> None:
        new = self._path.with_suffix(".new")
        try:
            new.write_text(json.dumps(self._said), encoding="utf-8")
            new.replace(self._path)
        except OSError as error:
            log.error("presence_not_written", reason=str(error))  # noqa: TRY400  # no trace needed
