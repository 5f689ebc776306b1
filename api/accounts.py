"""Making and changing accounts: hashing off the loop first, then one transaction, then telling who must know."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import Deed
from api.bodies import AgentChange, NewAgent
from api.errors import bad_field, problem
from api.parts import Parts
from api.passwords import sip_ha1
from api.viewer import Viewer
from callflow.units import AgentId
from callflow.views import Role
from models.repositories import agents, audit, departments
from models.tables import Agent


async def make_account(parts: Parts, by: Viewer, new: NewAgent) -> Agent:
    """Make an account. Raises 409 when the number is taken."""
    hashed = await parts.passwords.hash(new.password)
    ha1 = _ha1(parts, new.agent, new.phone_password)
    now = parts.hotline.now()
    async with parts.records.writing() as db:
        try:
            row = await agents.create(
                db,
                new.agent,
                name=new.name,
                role=new.role,
                password_hash=hashed,
                sip_ha1=ha1,
                now=now,
                skills=new.skills,
                department=await _known_department(db, new.department),
            )
        except agents.AgentExistsError as error:
            raise problem(409, f"工号 {new.agent} 已经有人使用，请换一个。") from error
        await _note(parts, db, by, (Deed.AGENT_MADE, new.agent), role=new.role)
    await parts.hotline.agents_changed()
    return row


async def change_account(parts: Parts, by: Viewer, agent: AgentId, change: AgentChange) -> Agent:
    """Change an account. Raises 404, and 409 when no admin would be left."""
    hashed = await parts.passwords.hash(change.password) if change.password else None
    async with parts.records.writing() as db:
        row = await _changeable(db, agent, change)
        await agents.update(
            db,
            row,
            name=change.name,
            role=change.role,
            password_hash=hashed,
            sip_ha1=_ha1(parts, agent, change.phone_password),
            enabled=change.enabled,
            skills=change.skills,
            department=await _own_department(db, row, change),
        )
        await _note(parts, db, by, (Deed.AGENT_CHANGED, agent), fields=sorted(change.model_fields_set))
    await _tell_sessions(parts, agent, change)
    await parts.hotline.agents_changed()
    return row


async def _known_department(db: AsyncSession, department: str | None) -> str:
    if department is not None and await departments.get(db, department) is None:
        raise bad_field(("body", "department"), "单位目录里没有这个单位")
    return department or ""


async def _own_department(db: AsyncSession, row: Agent, change: AgentChange) -> str:
    """The department of the account after the change: one for the role `department`, none for the others."""
    if (change.role or row.role) is not Role.DEPARTMENT:
        return ""
    given = await _known_department(db, change.department) or row.department_id
    if not given:
        raise bad_field(("body", "department"), "承办单位的账号要选定单位")
    return given


async def _changeable(db: AsyncSession, agent: AgentId, change: AgentChange) -> Agent:
    everyone = await agents.list_all(db)
    row = next((one for one in everyone if one.number == agent), None)
    if row is None:
        raise problem(404, f"没有工号 {agent}。")
    others = any(one.role is Role.ADMIN and one.enabled for one in everyone if one is not row)
    loses_admin = change.enabled is False or change.role not in {None, Role.ADMIN}
    if row.role is Role.ADMIN and loses_admin and not others:
        raise problem(409, "这是最后一个管理员，不能停用或改成其他角色。请先设另一个管理员。")
    return row


async def _tell_sessions(parts: Parts, agent: AgentId, change: AgentChange) -> None:
    if change.password or change.role or change.department or change.enabled is False:
        parts.sessions.end_all_of(agent)
        await parts.hotline.signed_out(agent)
    elif change.name:
        parts.sessions.rename(agent, change.name)


def _ha1(parts: Parts, agent: AgentId, phone_password: str | None) -> str | None:
    return sip_ha1(agent, parts.settings.sip_realm, phone_password) if phone_password else None


async def _note(parts: Parts, db: AsyncSession, by: Viewer, about: tuple[Deed, AgentId], **detail: object) -> None:
    deed, agent = about
    at = parts.hotline.now()
    await audit.note(db, who=by.agent, what=deed, object=f"agent:{agent}", at=at, detail=detail)
