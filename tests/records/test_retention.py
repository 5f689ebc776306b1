"""What has been kept long enough is deleted, from the disk and from the records; what is under way is not."""

from pathlib import Path

import pytest
import structlog

from callflow import ticket_steps
from callflow.log import to_line
from callflow.units import CaseId, LegId, TicketNumber, WallMs
from lingting.folder import CaseFolders
from lingting.layout import Layout
from lingting.retention import Retention
from lingting.settings import Retention as Days
from models import Records
from models.repositories import audit, cases, tickets
from models.repositories import retention as due
from tests.records.story import START, Story, whole_call
from tests.records.test_ticket_lives import ACCEPTED, DAY, LEADER, ONE, REPLIED, TO_WATER, keep, set_up, take

CASE = CaseId("case-1")


async def archived(
    records: Records, folders: CaseFolders, *, done: bool = True, case: CaseId = CASE, number: TicketNumber = ONE
) -> Path:
    """A call that is over, with its files; its ticket is done or not."""
    story = whole_call(case, number)
    await keep(records, story)
    folder = folders.path(case)
    folder.mkdir(parents=True)
    (folder / "events.jsonl").write_bytes(b"".join(map(to_line, story.entries)))
    for name in ("citizen.wav", "opinions.json"):
        (folder / name).write_bytes(b"x")
    if done:
        await take(records, TO_WATER, ACCEPTED, REPLIED, (ticket_steps.Resolved(), LEADER), number=number)
    return folder


def retention(records: Records, folders: CaseFolders, days: int, recordings: int = 0, words: int = 0) -> Retention:
    wanted = Days(recordings_days=recordings, transcripts_days=words)
    return Retention(records, folders, wanted, lambda: WallMs(START + days * DAY))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


async def test_sound_goes_first_and_words_later(records: Records, tmp_path: Path) -> None:
    await set_up(records)
    folders = CaseFolders(Layout(tmp_path))
    folder = await archived(records, folders)
    assert await retention(records, folders, days=29, recordings=30, words=60).erase_due() == 0
    assert await retention(records, folders, days=31, recordings=30, words=60).erase_due() == 1
    assert files(folder) == ["events.jsonl", "opinions.json"]
    async with records.reading() as db:
        leg = await cases.get_leg(db, CASE, LegId("citizen"))
        assert leg is not None
        assert leg.recording is None
    assert await retention(records, folders, days=61, recordings=30, words=60).erase_due() == 1
    assert files(folder) == []
    async with records.reading() as db:
        case = await cases.get_whole(db, CASE)
        assert case is not None
        assert (case.utterances, case.draft, case.edited) == ([], {}, {})
        assert await tickets.revisions(db, CASE) == []
        noted = [(line.what, line.object, line.detail["what"]) for line in await audit.list_newest(db, limit=2)]
    assert noted == [("retention_erased", f"case:{CASE}", what) for what in ("transcript", "recordings")]
    assert await retention(records, folders, days=99, recordings=30, words=60).erase_due() == 0


async def test_words_may_go_before_the_sound(records: Records, tmp_path: Path) -> None:
    await set_up(records)
    folders = CaseFolders(Layout(tmp_path))
    folder = await archived(records, folders)
    assert await retention(records, folders, days=10, words=5).erase_due() == 1
    assert files(folder) == ["citizen.wav"]


async def test_a_ticket_under_way_keeps_its_call(records: Records, tmp_path: Path) -> None:
    await set_up(records)
    folders = CaseFolders(Layout(tmp_path))
    folder = await archived(records, folders, done=False)
    other = whole_call("case-2", "261121000002")
    await keep(records, other)
    await take(records, (ticket_steps.Merged(into=ONE), LEADER), number="261121000002")  # type: ignore[arg-type]
    assert await retention(records, folders, days=999, recordings=1, words=1).erase_due() == 0
    assert files(folder) == ["citizen.wav", "events.jsonl", "opinions.json"]


async def test_what_cannot_be_deleted_keeps_nothing_else_and_is_said_once_a_look(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "BATCH", 1)
    await set_up(records)
    folders = CaseFolders(Layout(tmp_path))
    stuck, *others = [
        await archived(records, folders, case=CaseId(f"case-{nth}"), number=TicketNumber(f"26112100000{nth}"))
        for nth in (1, 2, 3)
    ]
    (stuck / "citizen.wav").unlink()
    (stuck / "citizen.wav" / "mounted").mkdir(parents=True)
    with structlog.testing.capture_logs() as lines:
        assert await retention(records, folders, days=31, recordings=30).erase_due() == 2
    assert [files(one) for one in others] == [["events.jsonl", "opinions.json"]] * 2
    assert [line["case_id"] for line in lines if line["event"] == "retention_failed"] == ["case-1"]


async def test_a_call_that_is_not_archived_is_kept(records: Records, tmp_path: Path) -> None:
    await keep(records, Story("case-1").arrives().hangs_up().closes())
    folders = CaseFolders(Layout(tmp_path))
    assert await retention(records, folders, days=999, recordings=1, words=1).erase_due() == 0
