"""Who is logged in: a random token in a cookie, its SHA-256 in the records, and a memory of it here.

The rule of the memory: a session that was read from the records is trusted for a minute, then it is read again. When
the records do not answer, it stands until it would expire, so that an outage throws nobody out. A session that this
process has not read yet cannot be let in during an outage; neither can anyone log in. Logging out, disabling an agent
or changing a role or password ends sessions here at once; another machine notices within the minute.

A session lives 12 h from its last use. An open screen is a use. The records learn of it every five minutes at most.
"""

import asyncio
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Callable

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.outage import OUTAGES
from api.viewer import Viewer
from callflow.units import AgentId, DurationMs, WallMs
from callflow.views import Role
from models.engine import Records
from models.repositories import sessions as rows
from models.tables import LoginSession

COOKIE = "lingting_session"
LIFETIME = DurationMs(12 * 3_600_000)
TRUSTED = DurationMs(60_000)
SLID_AFTER = DurationMs(5 * 60_000)
_READ_TIMEOUT_S = 2

log = structlog.get_logger()


class Session(msgspec.Struct, kw_only=True):
    """A session as remembered here. `read_at` is when the records last confirmed it, or last failed to answer."""

    token_hash: str
    viewer: Viewer
    expires_at: WallMs
    read_at: WallMs


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, records: Records, now: Callable[[], WallMs]) -> None:
        self._records = records
        self._now = now
        self._known: dict[str, Session] = {}
        self._watchers: dict[str, set[Callable[[], None]]] = defaultdict(set)
        self._endings = 0

    async def open(self, db: AsyncSession, agent: AgentId) -> str:
        """Make a session in the caller's transaction and return its token."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        await rows.create(db, hash_token(token), agent, now, WallMs(now + LIFETIME))
        await rows.purge(db, now)
        return token

    def remember(self, token: str, viewer: Viewer) -> None:
        """Note a session whose transaction has been committed, so that it outlasts an outage from its start."""
        now = self._now()
        token_hash = hash_token(token)
        until = WallMs(now + LIFETIME)
        self._known[token_hash] = Session(token_hash=token_hash, viewer=viewer, expires_at=until, read_at=now)

    async def find(self, token: str) -> Session | None:
        """Find the session of a token and note its use. Raises OUTAGES for one that is not remembered."""
        return await self._hold(hash_token(token)) if token else None

    async def holds(self, session: Session) -> bool:
        """Whether a session still stands; asking is a use of it."""
        return await self._hold(session.token_hash) is not None

    async def close(self, session: Session) -> None:
        """Log out. Raises OUTAGES when the records could not be told; here the session is over all the same."""
        try:
            async with self._records.writing() as db:
                await rows.delete(db, session.token_hash)
        finally:
            self._end(session.token_hash)

    def end_all_of(self, agent: AgentId) -> None:
        """Forget an agent's sessions, which the records have lost already, and tell their screens."""
        self._endings += 1
        for token_hash in [s.token_hash for s in self._known.values() if s.viewer.agent == agent]:
            self._end(token_hash)

    def any_of(self, agent: AgentId) -> bool:
        """Whether the agent is still logged in somewhere, as far as is known here (an open screen always is)."""
        now = self._now()
        return any(one.viewer.agent == agent and now < one.expires_at for one in self._known.values())

    def rename(self, agent: AgentId, name: str) -> None:
        """Call an agent by its new name in the sessions that it has."""
        for session in self._known.values():
            if session.viewer.agent == agent:
                session.viewer = msgspec.structs.replace(session.viewer, name=name)

    def watch(self, token_hash: str, ended: Callable[[], None]) -> Callable[[], None]:
        """Call `ended` when the session ends; the returned function takes that back."""
        self._watchers[token_hash].add(ended)
        return lambda: self._unwatch(token_hash, ended)

    async def _hold(self, token_hash: str) -> Session | None:
        known = self._known.get(token_hash)
        if known is None or self._now() >= min(known.read_at + TRUSTED, known.expires_at):
            known = await self._read_again(token_hash, known)
        if known is None:
            self._lose(token_hash)
            return None
        known.expires_at = WallMs(self._now() + LIFETIME)
        self._known[token_hash] = known
        return known

    async def _read_again(self, token_hash: str, known: Session | None) -> Session | None:
        try:
            return await self._read(token_hash)
        except OUTAGES:
            if known is None:
                raise
            log.warning("session_not_confirmed", agent=known.viewer.agent)
            known.read_at = self._now()
            return known if self._now() < known.expires_at and token_hash in self._known else None

    async def _read(self, token_hash: str) -> Session | None:
        """Read until no session ended meanwhile: what was read before an end may be what has ended."""
        endings = None
        while endings != self._endings:
            endings = self._endings
            row = await self._row(token_hash)
        return _session(row, self._now()) if row and row.who.enabled else None

    async def _row(self, token_hash: str) -> LoginSession | None:
        async with asyncio.timeout(_READ_TIMEOUT_S), self._records.reading() as db:
            row = await rows.find(db, token_hash, self._now())
        if row and row.who.enabled:
            await self._slide(token_hash, row.expires_at)
        return row

    async def _slide(self, token_hash: str, expires_at: WallMs) -> None:
        until = WallMs(self._now() + LIFETIME)
        if until - expires_at >= SLID_AFTER:
            async with asyncio.timeout(_READ_TIMEOUT_S), self._records.writing() as db:
                await rows.extend(db, token_hash, until)

    def _lose(self, token_hash: str) -> None:
        if token_hash in self._known:
            self._end(token_hash)

    def _end(self, token_hash: str) -> None:
        self._endings += 1
        self._known.pop(token_hash, None)
        for ended in self._watchers.pop(token_hash, set()):
            ended()

    def _unwatch(self, token_hash: str, ended: Callable[[], None]) -> None:
        watchers = self._watchers.get(token_hash, set())
        watchers.discard(ended)
        if not watchers:
            self._watchers.pop(token_hash, None)


def hash_token(token: str) -> str:
    """SHA-256 of a token, hexadecimal. Tokens have 256 random bits, so this needs no salt and no cost."""
    return hashlib.sha256(token.encode()).hexdigest()


def _session(row: LoginSession, now: WallMs) -> Session:
    who = row.who
    viewer = Viewer(agent=row.agent, name=who.name, role=Role(who.role), department=who.department_id)
    return Session(token_hash=row.token_hash, viewer=viewer, expires_at=row.expires_at, read_at=now)
