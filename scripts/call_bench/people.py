"""Accounts of a benchmark's own."""

from collections.abc import Iterable

from callflow.units import AgentId
from callflow.views import Role
from lingting.accounts import Accounts, Newcomer, new_password
from lingting.settings import Settings
from models import Records


async def make_accounts(settings: Settings, numbers: Iterable[int], role: Role = Role.AGENT) -> list[Newcomer]:
    """An account for each number."""
    records = Records.at(settings.database_url)
    accounts = Accounts(settings, records)
    made = [_newcomer(number, role) for number in numbers]
    for newcomer in made:
        await accounts.add(newcomer)
    await records.close()
    return made


def _newcomer(number: int, role: Role) -> Newcomer:
    return Newcomer(
        agent=AgentId(str(number)),
        name=f"坐席{number}",
        role=role,
        password=new_password(),
        phone_password=new_password(),
    )
