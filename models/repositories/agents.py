"""Accounts: who may log in, with which phone, and who failed to."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import AgentId, DurationMs, WallMs
from callflow.views import Role
from models.tables import Agent, LoginSession

FAILURES_UNTIL_LOCK = 5
LOCK = DurationMs(15 * 60_000)
"""Failures are counted for this long, and a locked account stays locked for this long."""


class AgentExistsError(ValueError):
    """There is an agent with this number already."""


async def get(db: AsyncSession, agent: AgentId) -> Agent | None:
    """Find an account."""
    return await db.get(Agent, agent)


async def list_all(db: AsyncSession) -> Sequence[Agent]:
    """Every account by number, disabled ones too."""
    return (await db.scalars(select(Agent).order_by(Agent.number))).all()


async def names(db: AsyncSession) -> dict[str, str]:
    """Everybody's name by number."""
    found = await db.execute(select(Agent.number, Agent.name))
    return {str(row[0]): row[1] for row in found}


async def create(  # noqa: PLR0913  an account is what it is
    db: AsyncSession,
    agent: AgentId,
    *,
    name: str,
    role: Role,
    password_hash: str,
    sip_ha1: str | None,
    now: WallMs,
    skills: Sequence[str] = (),
    department: str = "",
) -> Agent:
    """Make an account. Raises AgentExistsError."""
    if await db.get(Agent, agent):
        raise AgentExistsError(agent)
    row = Agent(number=agent, name=name, role=role, password_hash=password_hash, sip_ha1=sip_ha1, created_at=now)
    row.skills, row.department_id = list(skills), department
    db.add(row)
    await db.flush()
    return row


async def update(  # noqa: PLR0913  any of these may be given
    db: AsyncSession,
    row: Agent,
    *,
    name: str | None = None,
    role: Role | None = None,
    password_hash: str | None = None,
    sip_ha1: str | None = None,
    enabled: bool | None = None,
    skills: Sequence[str] | None = None,
    department: str | None = None,
) -> Agent:
    """Change what is given. A new password lifts a lock.

    A new password, role or department, or disabling, ends all sessions.
    """
    moves = department is not None and department != row.department_id
    given = {"name": name, "role": role, "password_hash": password_hash, "sip_ha1": sip_ha1, "enabled": enabled}
    given |= {"department_id": department}
    if skills is not None:
        row.skills = list(skills)
    for column, value in given.items():
        if value is not None:
            setattr(row, column, value)
    if password_hash is not None:
        forgive(row)
    if password_hash is not None or role is not None or moves or enabled is False:
        await db.execute(delete(LoginSession).where(LoginSession.agent == row.number))
    await db.flush()
    return row


def is_locked(row: Agent, now: WallMs) -> bool:
    """Whether repeated failures keep this account out at the moment."""
    return row.locked_until is not None and now < row.locked_until


async def count_failure(db: AsyncSession, agent: AgentId, now: WallMs) -> Agent | None:
    """Count a failed login; the fifth within 15 minutes locks the account for 15 minutes. None: no such account."""
    row = await db.get(Agent, agent, with_for_update=True, populate_existing=True)
    if row is None:
        return None
    if row.first_failure_at is None or now - row.first_failure_at >= LOCK:
        row.first_failure_at, row.failed_logins = now, 0
    row.failed_logins += 1
    if row.failed_logins >= FAILURES_UNTIL_LOCK:
        row.locked_until, row.first_failure_at, row.failed_logins = WallMs(now + LOCK), None, 0
    await db.flush()
    return row


def forgive(row: Agent) -> None:
    """Forget failed logins, after a good one."""
    row.failed_logins, row.first_failure_at, row.locked_until = 0, None, None


async def phones(db: AsyncSession) -> Sequence[tuple[AgentId, str]]:
    """Number and HA1 of every enabled agent who has a phone, by number: what the registrar needs.

    A department has none, whatever its account was before: it is called by the directory's numbers.
    """
    has_one = (Agent.enabled, Agent.sip_ha1.is_not(None), Agent.role != Role.DEPARTMENT)
    ready = select(Agent.number, Agent.sip_ha1).where(*has_one)
    rows = await db.execute(ready.order_by(Agent.number))
    return [(number, ha1) for number, ha1 in rows if ha1]
