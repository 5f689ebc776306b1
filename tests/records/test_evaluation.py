"""Figures of departments and agents, on both databases, and the tickets behind each."""

import itertools
from typing import Any

from callflow.insights import PeriodKind
from callflow.ticket_steps import Actor, TicketStep
from callflow.units import AgentId, TicketNumber, WallMs
from callflow.views import TicketState
from models import Records
from models.repositories import evaluation, insights
from models.repositories.evaluation import Figure, GroupedBy, Period
from models.states import TicketEventKind
from models.tables import Ticket, TicketEvent

DAY = 86_400_000
PERIOD = Period(from_at=WallMs(0), until_at=WallMs(10 * DAY), now=WallMs(20 * DAY))


async def _keep(records: Records, *tickets: dict[str, Any]) -> None:
    async with records.writing() as db:
        for nth, given in enumerate(tickets, 1):
            plain = {
                name: value for name, value in given.items() if name not in {"score", "returned_by", "reopened_from"}
            }
            row = Ticket(**{"number": f"26110000000{nth}", "source": "web", "agent": AgentId("1026")} | plain)
            row.created_at = row.confirmed_at = row.confirmed_at or WallMs(DAY + nth)
            db.add(row)
            await db.flush()
            if "score" in given:
                db.add(_rated(row.number, row.department_name, given["score"]))
            if "returned_by" in given:
                db.add(_left(TicketEventKind.RETURNED, row.number, given["returned_by"]))
            if "reopened_from" in given:
                db.add(_left(TicketEventKind.REOPENED, row.number, given["reopened_from"]))


def _rated(ticket: str, name: str, score: int | None) -> TicketEvent:
    detail = {"reached": True, "score": score, "name": name}
    kind = TicketEventKind.FOLLOWED_UP
    return TicketEvent(ticket=TicketNumber(ticket), kind=kind, actor=Actor.SERVICE, at=WallMs(5 * DAY), detail=detail)


def _left(kind: TicketEventKind, ticket: str, department: str) -> TicketEvent:
    detail = {"reason": "不属于", "department": "1", "name": department}
    return TicketEvent(ticket=TicketNumber(ticket), kind=kind, actor=Actor.DEPARTMENT, at=WallMs(DAY), detail=detail)


def _of(name: str, state: TicketState, **more: Any) -> dict[str, Any]:
    return {"department_id": name, "department_name": name, "state": state, "due_at": WallMs(5 * DAY), **more}


WATER = (
    _of("水务局", TicketState.RESOLVED, replied_at=WallMs(3 * DAY), score=1),
    _of("水务局", TicketState.REPLIED, replied_at=WallMs(6 * DAY), score=5),
    _of("水务局", TicketState.ACCEPTED),
    _of(
        "水务局",
        TicketState.ACCEPTED,
        due_at=WallMs(30 * DAY),
        reopened_at=WallMs(4 * DAY),
        reopened_from="住建局",
        returns=1,
        returned_by="城管局",
    ),
)
ELSEWHERE = (
    {"state": TicketState.ANSWERED, "answered_at": WallMs(DAY), "agent": AgentId("1027")},
    _of("城管局", TicketState.MERGED),
    _of("住建局", TicketState.SUSPENDED),
    _of("城管局", TicketState.ACCEPTED, confirmed_at=WallMs(11 * DAY)),
)


async def _figures(records: Records, by: GroupedBy) -> dict[str, dict[Figure, int]]:
    async with records.reading() as db:
        return {one.key: dict(one.figures) for one in await evaluation.figures(db, by, PERIOD)}


async def test_a_department_counts_what_it_has_done_in_time_late_and_not_well(records: Records) -> None:
    await _keep(records, *WATER, *ELSEWHERE)
    found = await _figures(records, GroupedBy.DEPARTMENT)
    assert found["水务局"] == {
        Figure.TICKETS: 4,
        Figure.HAD: 4,
        Figure.DONE: 2,
        Figure.ON_TIME: 1,
        Figure.LATE: 2,
        Figure.RETURNED: 0,
        Figure.REOPENED: 0,
        Figure.RATED: 2,
        Figure.SATISFIED: 1,
        Figure.DIRECT: 0,
    }


async def test_a_return_counts_for_who_returned_and_merged_or_later_tickets_for_nobody(records: Records) -> None:
    await _keep(records, *WATER, *ELSEWHERE)
    found = await _figures(records, GroupedBy.DEPARTMENT)
    assert set(found) == {"水务局", "城管局", "住建局"}
    assert (found["城管局"][Figure.TICKETS], found["城管局"][Figure.RETURNED]) == (0, 1)


async def test_a_ticket_that_is_opened_again_counts_for_whose_reply_that_was(records: Records) -> None:
    await _keep(records, *WATER, *ELSEWHERE)
    departments, agents = [await _figures(records, by) for by in (GroupedBy.DEPARTMENT, GroupedBy.AGENT)]
    assert {name: one[Figure.REOPENED] for name, one in departments.items()} == {"水务局": 0, "城管局": 0, "住建局": 1}
    assert agents["1026"][Figure.REOPENED] == 1


async def test_a_step_of_an_older_release_that_names_no_department_is_blamed_on_nobody(records: Records) -> None:
    await _keep(records, _of("城管局", TicketState.ACCEPTED, reopened_at=WallMs(4 * DAY)))
    async with records.writing() as db:
        unnamed = _left(TicketEventKind.REOPENED, "261100000001", "")
        unnamed.detail = {"reason": "没有解决"}
        db.add(unnamed)
    assert (await _figures(records, GroupedBy.DEPARTMENT))["城管局"][Figure.REOPENED] == 0


async def test_what_a_citizen_said_of_a_reply_stays_with_whose_reply_it_was(records: Records) -> None:
    """Opened again and given to another department, whose own reply is asked about by a second call."""
    await _keep(records, _of("城管局", TicketState.ACCEPTED, reopened_at=WallMs(4 * DAY), reopened_from="水务局"))
    number = "261100000001"
    async with records.writing() as db:
        db.add_all([_rated(number, "水务局", 5), _rated(number, "水务局", None)])
    assert await _satisfaction(records) == {"水务局": (1, 0), "城管局": (0, 0)}
    async with records.writing() as db:
        db.add_all([_rated(number, "城管局", 4), _rated(number, "城管局", 3)])
    assert await _satisfaction(records) == {"水务局": (1, 0), "城管局": (1, 1)}
    async with records.reading() as db:
        (told,) = await insights.requests(db, WallMs(0), WallMs(10 * DAY))
        (listed,) = await evaluation.behind(db, GroupedBy.DEPARTMENT, PERIOD, "水务局", Figure.RATED)
    assert (told.score, listed.number) == (3, number)


async def _satisfaction(records: Records) -> dict[str, tuple[int, int]]:
    found = await _figures(records, GroupedBy.DEPARTMENT)
    return {name: (one[Figure.RATED], one[Figure.SATISFIED]) for name, one in found.items()}


async def test_returns_are_a_part_of_all_that_a_department_had(records: Records) -> None:
    kept = [_of("城管局", TicketState.RESOLVED, replied_at=WallMs(3 * DAY))]
    returned = [_of("水务局", TicketState.ACCEPTED, returned_by="城管局") for _ in range(3)]
    await _keep(records, *kept, *returned)
    found = (await _figures(records, GroupedBy.DEPARTMENT))["城管局"]
    assert (found[Figure.TICKETS], found[Figure.HAD], found[Figure.RETURNED]) == (1, 4, 3)


async def test_an_agents_ticket_that_was_returned_stays_so_when_it_is_opened_again(records: Records) -> None:
    """Its returns are counted anew then."""
    again = _of("水务局", TicketState.ACCEPTED, returned_by="城管局", reopened_from="水务局", returns=0)
    await _keep(records, again | {"reopened_at": WallMs(4 * DAY)})
    assert (await _figures(records, GroupedBy.AGENT))["1026"][Figure.RETURNED] == 1


async def test_a_name_that_no_database_can_hold_is_nobodys(records: Records) -> None:
    await _keep(records, *WATER)
    async with records.reading() as db:
        for figure in Figure:
            assert await evaluation.behind(db, GroupedBy.DEPARTMENT, PERIOD, "\x00\x00局", figure) == []


async def test_what_is_suspended_is_not_late(records: Records) -> None:
    await _keep(records, *ELSEWHERE)
    found = await _figures(records, GroupedBy.DEPARTMENT)
    assert (found["住建局"][Figure.TICKETS], found["住建局"][Figure.LATE]) == (1, 0)


async def test_an_agent_counts_direct_answers_and_what_came_back(records: Records) -> None:
    await _keep(records, *WATER, *ELSEWHERE)
    found = await _figures(records, GroupedBy.AGENT)
    assert (found["1027"][Figure.TICKETS], found["1027"][Figure.DIRECT], found["1027"][Figure.ON_TIME]) == (1, 1, 1)
    assert (found["1026"][Figure.TICKETS], found["1026"][Figure.RETURNED]) == (5, 1)


async def test_behind_each_figure_stand_as_many_tickets_as_it_says(records: Records) -> None:
    await _keep(records, *WATER, *ELSEWHERE)
    for by in GroupedBy:
        figures = await _figures(records, by)
        for key, figure in itertools.product(figures, Figure):
            async with records.reading() as db:
                listed = await evaluation.behind(db, by, PERIOD, key, figure)
            assert len(listed) == figures[key][figure], (key, figure)
    async with records.reading() as db:
        first = await evaluation.behind(db, GroupedBy.DEPARTMENT, PERIOD, "水务局", Figure.TICKETS, limit=3)
        last = first[-1].number
        rest = await evaluation.behind(db, GroupedBy.DEPARTMENT, PERIOD, "水务局", Figure.TICKETS, before=last)
    assert len({row.number for row in (*first, *rest)}) == 4


async def test_a_periods_requests_are_read_with_what_is_counted(records: Records) -> None:
    await _keep(records, *WATER, *ELSEWHERE)
    async with records.reading() as db:
        found = await insights.requests(db, WallMs(0), WallMs(10 * DAY))
    assert [one.number for one in found] == [f"26110000000{nth}" for nth in range(1, 8)]
    assert (found[0].department, found[0].score, found[0].done_at) == ("水务局", 1, 3 * DAY)
    assert [one.direct for one in found] == [False] * 4 + [True, False, False]
    assert list(PeriodKind) == ["day", "week"]


def test_a_step_says_who_had_the_ticket() -> None:
    """What `_left` writes above is what steps of the life write."""
    for name in "Returned", "Reopened":
        assert {"reason", "name"} <= set(_step(name).__struct_fields__)


def _step(name: str) -> type[TicketStep]:
    return next(one for one in TicketStep.__subclasses__() if one.__name__ == name)
