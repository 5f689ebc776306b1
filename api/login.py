"""Logging in, step by step.

A try is counted as failed before the password is looked at and forgiven when it was right, so that many tries at once
are not more than five. The password is checked between two transactions, because it takes its time.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import Deed
from api.bodies import Credentials
from api.errors import problem
from api.parts import Parts
from api.viewer import Viewer
from models.repositories import agents, audit
from models.tables import Agent


async def log_in(parts: Parts, given: Credentials) -> tuple[Viewer, str]:
    """Check a password; return the viewer and the new session's token. Raises 401, 423, OUTAGES."""
    row = await _count_try(parts, given)
    right = await parts.passwords.match(given.password, row.password_hash if row else None)
    if row is None or not right or not row.enabled:
        await _turn_away(parts, row, given.agent)
        raise problem(401, "工号或密码不对。连续五次输错会锁定十五分钟。")
    async with parts.records.writing() as db:
        viewer, token = await _let_in(parts, db, row)
    parts.sessions.remember(token, viewer)
    return viewer, token


async def _count_try(parts: Parts, given: Credentials) -> Agent | None:
    now = parts.hotline.now()
    async with parts.records.writing() as db:
        row = await agents.get(db, given.agent)
        until = row.locked_until if row else parts.strangers.locked_until(given.agent, now)
        if until is None or until <= now:
            return await agents.count_failure(db, given.agent, now)
    seconds = -(-(until - now) // 1_000)
    detail = f"连续输错密码，账号已锁定。请 {-(-seconds // 60)} 分钟后再试，或请管理员重设密码。"
    raise problem(423, detail, {"Retry-After": str(seconds)})


async def _let_in(parts: Parts, db: AsyncSession, row: Agent) -> tuple[Viewer, str]:
    fresh = await agents.get(db, row.number) or row
    agents.forgive(fresh)
    await _note(parts, db, Deed.LOGGED_IN, row, row.number)
    token = await parts.sessions.open(db, row.number)
    return Viewer(agent=fresh.number, name=fresh.name, role=fresh.role, department=fresh.department_id), token


async def _turn_away(parts: Parts, row: Agent | None, name: str) -> None:
    if row is None:
        parts.strangers.fail(name, parts.hotline.now())
    async with parts.records.writing() as db:
        await _note(parts, db, Deed.LOGIN_FAILED, row, name)


async def _note(parts: Parts, db: AsyncSession, deed: Deed, row: Agent | None, name: str) -> None:
    who = row.number if row else None
    await audit.note(db, who=who, what=deed, object=f"agent:{name}", at=parts.hotline.now())
