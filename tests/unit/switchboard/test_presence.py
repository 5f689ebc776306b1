"""What agents said of themselves outlives the switchboard, but not a damaged file."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from callflow.units import AgentId
from callflow.views import Presence
from lingting.presence import PresenceBook

A, B = AgentId("1026"), AgentId("1027")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "presence.json"


def test_what_was_said_is_known_after_a_restart(file: Path) -> None:
    book = PresenceBook(file)
    book.say(A, Presence.READY)
    book.say(B, Presence.AWAY)
    book.say(B, None)
    assert PresenceBook(file).signed_in() == {A: Presence.READY}


def test_who_signs_out_twice_is_signed_out(file: Path) -> None:
    book = PresenceBook(file)
    book.say(A, None)
    assert book.of(A) is None


@pytest.mark.parametrize("damaged", ["", "{", "[1]", '{"1026": "asleep"}'])
def test_a_damaged_file_signs_everybody_out_and_says_so(file: Path, damaged: str) -> None:
    file.write_text(damaged)
    with capture_logs() as logs:
        assert PresenceBook(file).signed_in() == {}
    assert [line["event"] for line in logs] == ["presence_file_unreadable"]


def test_what_cannot_be_written_is_still_known_and_said(tmp_path: Path) -> None:
    with capture_logs() as logs:
        book = PresenceBook(tmp_path / "no such folder" / "presence.json")
        book.say(A, Presence.READY)
    assert book.of(A) is Presence.READY
    assert [line["event"] for line in logs] == ["presence_not_written"]
