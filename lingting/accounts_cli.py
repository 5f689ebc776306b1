"""`lingting agent list|add|password`: accounts without the web page."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from api.bodies import PersonName
from callflow.units import AgentId
from callflow.views import Role
from lingting.accounts import Accounts, Newcomer, UnknownDepartmentError, new_password
from lingting.at_records import run_at_records
from models.repositories.agents import AgentExistsError

app = typer.Typer(help="Agents' accounts and phones.", no_args_is_help=True)
Result = TypeVar("Result")
_NAMES = TypeAdapter(PersonName)


def _digits(number: str) -> str:
    if not re.fullmatch(r"[0-9]{2,8}", number):
        raise typer.BadParameter(f"{number!r} is no agent's number: 2 to 8 digits, such as 1026")
    return number


def _named(name: str) -> str:
    try:
        return _NAMES.validate_python(name.strip())
    except ValidationError as error:
        raise typer.BadParameter(f"{name!r} is no name: {error.errors()[0]['msg']}") from error


Number = Annotated[str, typer.Argument(help="The agent's number (工号), also the user of the phone: 1026.")]
NewNumber = Annotated[
    str, typer.Argument(help="The agent's number (工号), also the user of the phone: 1026.", callback=_digits)
]


@app.command("list")
def list_() -> None:
    """Every account."""
    table = Table("Number", "Name", "Role", "Enabled", "Phone")
    for row in _run(lambda accounts: accounts.everybody()):
        table.add_row(row.number, row.name, row.role, "yes" if row.enabled else "no", "yes" if row.sip_ha1 else "no")
    Console().print(table)


@app.command()
def add(
    number: NewNumber,
    name: Annotated[str, typer.Argument(help="What colleagues see: 王芳.", callback=_named)],
    role: Annotated[Role, typer.Option(help="What the account may do (docs/screens.md).")] = Role.AGENT,
    department: Annotated[str, typer.Option(help="The department's id, for the role department.")] = "",
) -> None:
    """Make an account; its two passwords are shown once."""
    if (role is Role.DEPARTMENT) is not bool(department):
        raise typer.BadParameter("--role department and --department go together")
    newcomer = Newcomer(
        agent=AgentId(number),
        name=name,
        role=role,
        password=new_password(),
        phone_password="" if department else new_password(),
        department=department,
    )
    try:
        _run(lambda accounts: accounts.add(newcomer))
    except AgentExistsError:
        typer.echo(f"There is an agent {number} already: lingting agent password {number}", err=True)
        raise typer.Exit(1) from None
    except UnknownDepartmentError as error:
        known = ", ".join(f"{each} {called}" for each, called in error.known.items())
        there_are = f"these ids are there: {known}" if known else "admins make departments on the page"
        typer.echo(f"There is no department {department} in the directory; {there_are}", err=True)
        raise typer.Exit(1) from None
    if department:
        typer.echo(f"{number} {name}: password {newcomer.password}")
        return
    typer.echo(f"{number} {name}: password {newcomer.password}, phone password {newcomer.phone_password}")


@app.command()
def password(
    number: Number, *, phone: Annotated[bool, typer.Option(help="The phone's password instead of the page's.")] = False
) -> None:
    """Set a new password, and show it once."""
    fresh = new_password()
    given = {"phone_password": fresh} if phone else {"password": fresh}
    if not _run(lambda accounts: accounts.change(AgentId(number), **given)):
        typer.echo(f"There is no agent {number}: lingting agent list", err=True)
        raise typer.Exit(1)
    typer.echo(f"{number}: {'phone ' if phone else ''}password {fresh}")


def _run(work: Callable[[Accounts], Awaitable[Result]]) -> Result:
    return run_at_records(lambda settings, records: work(Accounts(settings, records)))
