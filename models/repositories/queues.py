"""Lines of callers, as they are kept (`callflow.queue.QueueRules`). `general` is always there and needs no skill."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.queue import GENERAL, QueueRules, by_name
from models.tables import Queue


class QueueExistsError(ValueError):
    """There is a queue of this name already."""


async def rules(db: AsyncSession) -> Sequence[QueueRules]:
    """Every queue, `general` first, the others by name."""
    kept = [_rules(row) for row in (await db.scalars(select(Queue))).all()]
    every = by_name(kept).values()
    return sorted(every, key=lambda queue: (queue.name != GENERAL, queue.name))


async def create(db: AsyncSession, queue: QueueRules) -> None:
    """Make a queue. Raises QueueExistsError, callflow.queue.QueueRulesError."""
    if await db.get(Queue, queue.name):
        raise QueueExistsError(queue.name)
    await change(db, queue)


async def change(db: AsyncSession, queue: QueueRules) -> None:
    """Keep a queue as it is now. Raises callflow.queue.QueueRulesError when it does not go with the others."""
    others = [known for known in await rules(db) if known.name != queue.name]
    by_name([*others, queue])
    row = await db.get(Queue, queue.name) or Queue(name=queue.name)
    row.label, row.skills = queue.label, sorted(queue.skills)
    row.overflow_to, row.overflow_after_ms = queue.overflow_to or None, queue.overflow_after_ms
    row.answer_target_ms, row.speech_model = queue.answer_target_ms, queue.speech_model
    db.add(row)
    await db.flush()


async def delete(db: AsyncSession, name: str) -> bool:
    """Take a queue out; who overflowed to it does so no more. False: there is none. Raises ValueError for `general`."""
    if name == GENERAL:
        raise ValueError(f"{GENERAL} is always there")
    row = await db.get(Queue, name)
    if row is not None:
        await db.delete(row)
        await db.flush()
    return row is not None


def _rules(row: Queue) -> QueueRules:
    return QueueRules(
        name=row.name,
        label=row.label,
        skills=frozenset(row.skills),
        overflow_to=row.overflow_to or "",
        overflow_after_ms=row.overflow_after_ms,
        answer_target_ms=row.answer_target_ms,
        speech_model=row.speech_model,
    )
