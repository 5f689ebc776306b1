"""Case folders and the casebook: what is written, what survives a kill, what a full disk does."""

import errno
import os
from pathlib import Path

import pytest
from msgspec import structs
from structlog.testing import capture_logs

from callflow import commands, events
from callflow.log import Entry, to_line
from callflow.units import CITIZEN, CaseId, WallMs
from callflow.views import Phase
from lingting.casebook import Casebook
from lingting.folder import CaseFolders
from lingting.layout import Layout
from tests.unit.callflow.course import FLOW, RULES, START, Course

CASE = CaseId("c1")


@pytest.fixture
def folders(tmp_path: Path) -> CaseFolders:
    layout = Layout(tmp_path / "var")
    layout.prepare()
    return CaseFolders(layout)


def begun(folders: CaseFolders) -> Casebook:
    book = Casebook(folders)
    book.begin(CASE)
    for event in [entry.event for entry in Course().in_menu().log if entry.event is not None]:
        book.take(CASE, event, START)
    return book


def test_a_reopened_case_is_the_same_case(folders: CaseFolders) -> None:
    before = begun(folders)[CASE]
    again = Casebook(folders)
    again.reopen_all()
    assert again[CASE].state == before.state
    assert again[CASE].entries == before.entries


def test_a_torn_last_line_is_cut_and_its_commands_are_given_again(folders: CaseFolders) -> None:
    whole = begun(folders)[CASE].entries
    log = folders.path(CASE) / "events.jsonl"
    os.truncate(log, log.stat().st_size - 7)
    again = Casebook(folders)
    again.reopen_all()
    assert again[CASE].entries == whole
    assert folders.read(CASE) == whole


def test_a_damaged_line_in_the_middle_is_not_guessed_at(folders: CaseFolders) -> None:
    begun(folders)
    log = folders.path(CASE) / "events.jsonl"
    lines = log.read_bytes().split(b"\n")
    log.write_bytes(b"\n".join([lines[0], b'{"index":1,"at"', *lines[2:]]))
    again = Casebook(folders)
    again.reopen_all()
    assert CASE not in again


def archived(folders: CaseFolders) -> Casebook:
    book = begun(folders)
    closed = events.RecordingClosed(leg=CITIZEN, samples=1), events.LegEnded(leg=CITIZEN, cause="peer_hung_up")
    for event in (*closed, events.TranscriptCompleted(leg=CITIZEN)):
        book.take(CASE, event, START)
    assert book[CASE].state.phase is Phase.ARCHIVED
    book.archive(CASE)
    return book


def test_an_archived_case_stays_marked_until_the_records_have_it_all(folders: CaseFolders) -> None:
    book = archived(folders)
    entries = len(folders.read(CASE))
    book.recorded(CASE, entries - 1)
    assert folders.open_cases() == [CASE]
    book.recorded(CASE, entries)
    assert folders.open_cases() == []


def test_an_archived_case_that_the_records_lack_is_fed_again_but_not_open(folders: CaseFolders) -> None:
    archived(folders)
    again = Casebook(folders)
    logs = again.reopen_all()
    assert logs == {CASE: folders.read(CASE)}
    assert CASE not in again


def test_what_a_worker_repeats_is_known(folders: CaseFolders) -> None:
    book = begun(folders)
    answered = events.LegAnswered(leg=CITIZEN)
    assert book[CASE].holds(answered, START)
    assert not book[CASE].holds(answered, WallMs(START + 1))


def test_a_full_disk_loses_nothing(folders: CaseFolders, monkeypatch: pytest.MonkeyPatch) -> None:
    book = begun(folders)
    real_write, room = os.write, [10]

    def small_disk(file: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken, room[0] = room[0], 0
        return real_write(file, data[:taken])

    monkeypatch.setattr(os, "write", small_disk)
    book.take(CASE, events.DigitReceived(leg=CITIZEN, digit="2"), START)
    book.take(CASE, events.DigitReceived(leg=CITIZEN, digit="*"), START)
    assert folders.blocked
    monkeypatch.setattr(os, "write", real_write)
    folders.retry()
    assert not folders.blocked
    assert folders.read(CASE) == book[CASE].entries


def test_a_full_disk_is_said_once_until_there_is_room(folders: CaseFolders, monkeypatch: pytest.MonkeyPatch) -> None:
    book = begun(folders)

    def no_room(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with capture_logs() as logs:
        for _ in range(2):
            with monkeypatch.context() as disk:
                disk.setattr(os, "write", no_room)
                book.take(CASE, events.DigitReceived(leg=CITIZEN, digit="2"), START)
                folders.retry()
                folders.retry()
            folders.retry()
    assert [line["event"] for line in logs] == ["case_log_not_written", "case_logs_written_again"] * 2


def test_a_case_whose_first_line_was_torn_is_not_an_archived_one(folders: CaseFolders) -> None:
    folders.begin(CASE)
    (folders.path(CASE) / "events.jsonl").write_bytes(b'{"index":0,"at"')
    Casebook(folders).reopen_all()
    assert not folders.exists(CASE)


def test_a_case_that_cannot_be_opened_is_an_error(folders: CaseFolders) -> None:
    (folders.root.parent / "open").rmdir()
    with pytest.raises(OSError, match=CASE):
        Casebook(folders).begin(CASE)


def test_a_log_of_another_version_keeps_its_numbers(folders: CaseFolders) -> None:
    book = begun(folders)
    written = book[CASE].entries
    extra = Entry(index=len(written), at=START, command=written[-1].command)
    folders.append(CASE, [extra])
    again = Casebook(folders)
    again.reopen_all()
    made = again.take(CASE, events.DigitReceived(leg=CITIZEN, digit="1"), START)
    assert made[0].index == len(written) + 1
    assert again[CASE].state.phase is Phase.QUEUED


@pytest.mark.parametrize("prompt_is_written", [True, False])
def test_after_an_update_a_prompt_that_plays_is_still_known(
    folders: CaseFolders,
    prompt_is_written: bool,  # noqa: FBT001
) -> None:
    """The former version gave one command more early in the case, so that all numbers after it are others."""
    written = begun(folders)[CASE].entries
    extra = [*written[:3], written[2], *written[3:]]
    shifted = [structs.replace(entry, index=index) for index, entry in enumerate(extra)]
    prompt = next(entry.index for entry in shifted if isinstance(entry.command, commands.PlayPrompt))
    log = b"".join(map(to_line, shifted if prompt_is_written else shifted[:prompt]))
    (folders.path(CASE) / "events.jsonl").write_bytes(log)
    again = Casebook(folders)
    again.reopen_all()
    assert folders.read(CASE) == again[CASE].entries == shifted
    again.take(CASE, events.PromptEnded(leg=CITIZEN, prompt=prompt), START)
    assert again[CASE].state.phase is Phase.QUEUED


def test_the_first_event_carries_all_that_a_replay_needs(folders: CaseFolders) -> None:
    opened = begun(folders)[CASE].entries[0].event
    assert opened == events.CaseOpened(case=CASE, city="江城市", flow=FLOW, rules=RULES)
