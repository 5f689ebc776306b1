"""The records follow the folders, through outages, and no call ever waits for them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from callflow import events
from callflow.log import Entry
from callflow.units import CITIZEN, CaseId
from models import Records, RecordsWriter, migrate
from models.repositories import cases
from tests.records.cluster import PostgresCluster
from tests.records.dump import dump, empty
from tests.records.story import Story, whole_call


class Folders:
    """Case folders in memory, counting how often each was read again."""

    def __init__(self, *stories: Story) -> None:
        self.stories = {story.case: story for story in stories}
        self.read: list[tuple[CaseId, int]] = []

    async def entries(self, case: CaseId, index: int) -> Sequence[Entry]:
        self.read.append((case, index))
        if case not in self.stories:
            raise FileNotFoundError(case)
        return [entry for entry in self.stories[case].entries if entry.index >= index]


@asynccontextmanager
async def writing(records: Records, folders: Folders, limit: int = 10_000) -> AsyncIterator[RecordsWriter]:
    writer = RecordsWriter(records, folders.entries, limit=limit)
    writer.start()
    try:
        yield writer
    finally:
        await writer.stop()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.02)


async def drained(writer: RecordsWriter) -> None:
    async with asyncio.timeout(30):
        await writer.drained()


async def complete(records: Records, story: Story) -> bool:
    async with records.reading() as db:
        case = await cases.get(db, story.case)
    return case is not None and case.archived_at is not None


async def test_what_is_fed_arrives_in_order_whatever_the_portions(records: Records) -> None:
    stories = [whole_call(f"case-{n}", f"26000000000{n}") for n in range(3)]
    async with writing(records, Folders(*stories)) as writer:
        for index in range(max(len(story.entries) for story in stories)):
            for story in stories:
                writer.feed(story.case, story.entries[index : index + 1])
            await asyncio.sleep(0)
        await drained(writer)
        assert writer.up
        assert writer.waiting == 0
    assert all([await complete(records, story) for story in stories])


async def test_a_case_fed_from_the_middle_is_read_from_its_folder(records: Records) -> None:
    story = whole_call()
    folders = Folders(story)
    async with writing(records, folders) as writer:
        writer.feed(story.case, story.entries[9:12])
        await drained(writer)
    assert await complete(records, story)
    assert folders.read == [(story.case, 0)]


async def test_beyond_the_limit_only_the_case_is_remembered(records: Records) -> None:
    story = whole_call()
    folders = Folders(story)
    writer = RecordsWriter(records, folders.entries, limit=5)
    for entry in story.entries:
        writer.feed(story.case, [entry])
    assert writer.waiting == 1
    writer.start()
    await drained(writer)
    await writer.stop()
    assert folders.read == [(story.case, 0)]
    assert await complete(records, story)


async def test_one_case_that_the_records_refuse_does_not_stop_the_others(records: Records) -> None:
    torn, gone, good = Story("torn").arrives(), Story("gone").arrives(), whole_call()
    torn.tell(events.LegAnswered(leg=CITIZEN), events.LegEnded(leg="nobody-1", cause=events.EndCause.FAILED))  # type: ignore[arg-type]
    with capture_logs() as logs:
        async with writing(records, Folders(torn, good)) as writer:
            writer.feed(torn.case, torn.entries)
            writer.feed(gone.case, gone.entries[2:])
            writer.feed(good.case, good.entries)
            await drained(writer)
            assert writer.set_aside == {torn.case, gone.case}
            assert writer.up
    assert await complete(records, good)
    assert [line["case_id"] for line in logs if line["event"] == "records_case_set_aside"] == ["torn", "gone"]


async def test_a_ticket_number_given_twice_sets_the_second_case_aside(records: Records) -> None:
    first, second = whole_call("first"), whole_call("second")
    async with writing(records, Folders(first, second)) as writer:
        writer.feed(first.case, first.entries)
        await drained(writer)
        writer.feed(second.case, second.entries)
        await drained(writer)
        assert writer.set_aside == {second.case}


async def test_two_machines_may_write_the_same_case(records: Records) -> None:
    story = whole_call()
    folders = Folders(story)
    async with writing(records, folders) as one, writing(records, folders) as other:
        for entry in story.entries:
            one.feed(story.case, [entry])
            other.feed(story.case, [entry])
        await drained(one)
        await drained(other)
        assert one.set_aside == other.set_aside == frozenset()
    assert await complete(records, story)


async def test_the_log_names_no_citizen(records: Records) -> None:
    first = whole_call("first")
    second = Story("second").arrives("13911112222").opens_ticket()
    with capture_logs() as logs:
        async with writing(records, Folders(first, second)) as writer:
            writer.feed(first.case, first.entries)
            writer.feed(second.case, second.entries)
            await drained(writer)
    assert logs
    assert "13911112222" not in str(logs)


async def test_a_stopped_postgresql_is_waited_for_and_nothing_is_lost(
    postgres: PostgresCluster, postgres_url: str
) -> None:
    story = whole_call()
    records = Records.at(postgres_url)
    try:
        with capture_logs() as logs:
            async with writing(records, Folders(story)) as writer:
                writer.feed(story.case, story.entries[:9])
                await drained(writer)
                postgres.stop()
                for entry in story.entries[9:]:
                    writer.feed(story.case, [entry])
                await until(lambda: not writer.up)
                postgres.start()
                await drained(writer)
                assert writer.up
        assert await complete(records, story)
        assert [line["event"] for line in logs] == ["records_away", "records_back"]
        assert "lingting check" in logs[0]["remedy"]
    finally:
        postgres.restart()
        await empty(records)
        await records.close()


async def test_an_idle_writer_notices_that_the_records_went_away(
    postgres: PostgresCluster, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.writer.LONGEST_PAUSE_S", 0.1)
    records = Records.at(postgres_url)
    try:
        async with writing(records, Folders()) as writer:
            await until(lambda: writer.up)
            postgres.stop()
            await until(lambda: not writer.up)
            postgres.start()
            await until(lambda: writer.up)
    finally:
        postgres.restart()
        await records.close()


async def test_a_locked_sqlite_is_waited_for_and_the_loop_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.engine.BUSY_TIMEOUT_MS", 50)
    url = f"sqlite:///{tmp_path}/records.db"
    await migrate(url)
    story, records = whole_call(), Records.at(url)
    lock = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    async with writing(records, Folders(story)) as writer:
        writer.feed(story.case, story.entries)
        await until(lambda: writer._up is False)
        assert not any((await dump(records)).values())
        lock.execute("ROLLBACK")
        await drained(writer)
    assert await complete(records, story)
    lock.close()
    await records.close()


async def test_records_that_are_migrated_late_get_everything(bare_url: str) -> None:
    story, records = whole_call(), Records.at(bare_url)
    async with writing(records, Folders(story)) as writer:
        writer.feed(story.case, story.entries)
        await until(lambda: writer._up is False)
        await migrate(bare_url)
        await drained(writer)
    assert await complete(records, story)
    await records.close()


async def test_a_shell_is_told_how_far_a_case_is_kept_and_only_then(records: Records) -> None:
    story, kept = whole_call(), []
    refused = Story("refused").arrives().offers(leg="robot-1")
    writer = RecordsWriter(records, Folders(story).entries, written=lambda case, index: kept.append((case, index)))
    writer.start()
    writer.feed(story.case, story.entries[:9])
    await drained(writer)
    assert kept == [(story.case, 9)]
    writer.feed(refused.case, refused.entries)
    writer.feed(story.case, story.entries[5:])
    await drained(writer)
    await writer.stop()
    assert kept == [(story.case, 9), (story.case, len(story.entries))]


async def test_stopping_leaves_the_rest_to_the_folders(records: Records) -> None:
    story = whole_call()
    writer = RecordsWriter(records, Folders(story).entries)
    await writer.stop()
    writer.feed(story.case, story.entries)
    assert writer.waiting == 1
