"""Menus as admins saved them, every version kept. Where there is none the shipped menu stands."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import AgentId, WallMs
from models.tables import FlowVersion


async def list_newest(db: AsyncSession) -> Sequence[FlowVersion]:
    """The newest version of every menu that was saved, by name."""
    newest = select(FlowVersion.name, func.max(FlowVersion.version).label("version")).group_by(FlowVersion.name)
    last = newest.subquery()
    both = (FlowVersion.name == last.c.name, FlowVersion.version == last.c.version)
    return (await db.scalars(select(FlowVersion).join(last, both[0] & both[1]).order_by(FlowVersion.name))).all()


async def newest(db: AsyncSession, name: str) -> FlowVersion | None:
    """The version of a menu that stands; None: the shipped one."""
    found = select(FlowVersion).where(FlowVersion.name == name).order_by(FlowVersion.version.desc()).limit(1)
    return await db.scalar(found)


async def save(db: AsyncSession, name: str, text: str, by: AgentId, now: WallMs) -> FlowVersion:
    """Keep a menu as its next version. That it may serve callers was checked before (`callflow.flow.read_flow`)."""
    before = await newest(db, name)
    version = before.version + 1 if before else 1
    row = FlowVersion(name=name, version=version, text=text, saved_at=now, saved_by=by)
    db.add(row)
    await db.flush()
    return row
