"""PostgreSQL is stopped during a call: call and captions go on, and every row arrives when it is back."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from callflow import events
from callflow.units import CITIZEN, CaseId
from callflow.views import Phase
from models import Records
from models.repositories import tickets
from models.tables import Case, Utterance
from telephony import softphone_wire as news
from tests.calls.pieces import cut_track
from tests.calls.running import LIMIT_S, AtWork, RunningHotline, eventually
from tests.records.cluster import PostgresCluster

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def cluster() -> Iterator[PostgresCluster]:
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def url(cluster: PostgresCluster) -> str:
    return cluster.create("lingting").replace("postgresql:", "postgresql+asyncpg:")


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, url: str) -> Iterator[RunningHotline]:
    running = RunningHotline(tmp_path_factory.mktemp("postgres"), 17_560, RECORDS__URL=url, CALL__WRAP_UP_MS="300000")
    yield running
    running.close()


@pytest.fixture
async def records(url: str) -> AsyncIterator[Records]:
    opened = Records.at(url)
    yield opened
    await opened.close()


async def records_are(hotline: RunningHotline, *, up: bool) -> None:
    async def told() -> bool:
        return (await hotline.health()).get("records") is up

    await eventually(told)


def captions(hotline: RunningHotline, case: CaseId) -> int:
    return len(hotline.told(case, events.UtteranceHeard))


async def test_the_call_goes_on_without_it_and_the_rows_arrive_later(
    on_postgres: RunningHotline, cluster: PostgresCluster, records: Records, tmp_path: Path
) -> None:
    hotline = on_postgres
    agents_words = cut_track("agent", tmp_path)
    async with hotline.agent_at_work(track=agents_words) as at_work, hotline.citizen() as citizen:
        case = await hotline.talk(citizen, at_work)
        cluster.stop()
        before = captions(hotline, case)
        await records_are(hotline, up=False)
        await at_work.screen.wait("records down on the screen", lambda: not at_work.desks[-1].records_up, LIMIT_S)
        await citizen.play(cut_track("citizen", tmp_path))
        await eventually(lambda: captions(hotline, case) > before + 1)
        await hotline.killed("switchboard")
        await hotline.ready_again()
        await records_are(hotline, up=False)
        count = captions(hotline, case)
        await eventually(lambda: captions(hotline, case) > count)
        await citizen.hang_up()
        await at_work.phone.wait_for(news.Ended, timeout_s=LIMIT_S)
        await eventually(lambda: hotline.told(case, events.TranscriptCompleted)[1:])
        cluster.start()
        await records_are(hotline, up=True)
        await end(hotline, at_work, case)
    await eventually(lambda: case not in hotline.open_cases())
    await assert_recorded(hotline, case, records)


async def end(hotline: RunningHotline, at_work: AtWork, case: CaseId) -> None:
    """The agent's session is in the records, so it is known again."""
    assert (await at_work.screen.ask("GET", f"/api/cases/{case}"))["view"]["phase"] == Phase.WRAP_UP
    await at_work.screen.ask("POST", f"/api/cases/{case}/discard", {"reason": "test"})
    await at_work.screen.ask("POST", f"/api/cases/{case}/wrap-up/end")
    await eventually(lambda: hotline.told(case, events.WrapUpEnded))


async def assert_recorded(hotline: RunningHotline, case: CaseId, records: Records) -> None:
    async with records.reading() as session:
        row = await session.get(Case, case)
        heard = await session.scalar(select(func.count()).select_from(Utterance).where(Utterance.case_id == case))
        (opened,) = hotline.told(case, events.TicketOpened)
        ticket = await tickets.get(session, opened.number)
    assert row is not None
    assert row.ended_as == "served"
    assert heard == captions(hotline, case)
    assert ticket is not None
    assert ticket.state == "discarded"


async def test_an_archived_case_stays_marked_until_the_rows_are_there(
    on_postgres: RunningHotline, cluster: PostgresCluster, records: Records
) -> None:
    hotline = on_postgres
    async with hotline.citizen() as citizen:
        case = await hotline.dial(citizen)
        cluster.stop()
        await records_are(hotline, up=False)
        await citizen.hang_up()
    await eventually(lambda: case in [line["case_id"] for line in hotline.logged_events("case_archived")])
    assert hotline.told(case, events.TranscriptCompleted)[0].leg == CITIZEN
    assert case in hotline.open_cases()
    cluster.start()
    await eventually(lambda: case not in hotline.open_cases())
    async with records.reading() as session:
        row = await session.get(Case, case)
    assert row is not None
    assert row.ended_as == "abandoned"
