"""Accounts."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import Admin, Supervisor
from api.accounts import change_account, make_account
from api.answers import AgentRow
from api.bodies import AgentChange, NewAgent
from api.parts import HotlineDep, PartsDep, Reading
from api.rows import agent_row
from api.schema import JsonAnswer, problems, shape
from callflow.units import AgentId
from models.repositories import agents

router = APIRouter(prefix="/api", tags=["agents"])

AgentPath = Annotated[AgentId, Path(pattern=r"^\d{2,8}$")]


@router.get("/agents", response_model=shape(list[AgentRow]), responses=problems(401, 403, 503))
async def list_agents(_viewer: Supervisor, hotline: HotlineDep, db: Reading) -> JsonAnswer:
    """Every account, and how it stands on the floor."""
    floor = hotline.floor()
    return JsonAnswer([agent_row(row, floor) for row in await agents.list_all(db)])


@router.post("/agents", response_model=shape(AgentRow), responses=problems(401, 403, 409, 503))
async def make_agent(body: NewAgent, viewer: Admin, parts: PartsDep) -> JsonAnswer:
    """Make an account."""
    row = await make_account(parts, viewer, body)
    return JsonAnswer(agent_row(row, parts.hotline.floor()))


@router.patch("/agents/{agent}", response_model=shape(AgentRow), responses=problems(401, 403, 404, 409, 503))
async def change_agent(agent: AgentPath, body: AgentChange, viewer: Admin, parts: PartsDep) -> JsonAnswer:
    """Change an account. A new password or role, or disabling, logs the agent out everywhere."""
    row = await change_account(parts, viewer, agent, body)
    return JsonAnswer(agent_row(row, parts.hotline.floor()))
