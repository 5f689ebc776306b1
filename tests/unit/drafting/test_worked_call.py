"""The call that docs/drafting.md works through is drafted as it says."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from callflow.drafting import DraftContext, FieldName, TicketDraft
from tests.unit.drafting.talk import draft

TOLD = Path(__file__).parents[3].joinpath("docs/drafting.md").read_text("utf-8").partition("## A worked call")[2]
SPEAKERS = {"坐席": "agent", "市民": "citizen"}
BEGAN = datetime.fromisoformat("2026-11-29T09:40+08:00")


@pytest.fixture(scope="module")
def drafted() -> TicketDraft:
    lines = re.findall(r"^(坐席|市民)  (.+)$", TOLD, re.MULTILINE)
    context = DraftContext(calling_number="15912345678", started_at=int(BEGAN.timestamp() * 1000), city="临州")
    return draft(*(f"{SPEAKERS[who]}: {words}" for who, words in lines), context=context)


@pytest.mark.parametrize(
    ("bold", "name"),
    [
        ("Type", FieldName.REQUEST_TYPE),
        ("Category", FieldName.CATEGORY),
        ("Department", FieldName.DEPARTMENT),
        ("Place", FieldName.PLACE),
        ("Time", FieldName.INCIDENT_TIME),
        ("Name", FieldName.CALLER_NAME),
        ("Number", FieldName.CALLBACK_NUMBER),
        ("Confidential", FieldName.CONFIDENTIAL),
        ("Urgency", FieldName.URGENCY),
        ("Title", FieldName.TITLE),
        ("Body", FieldName.BODY),
    ],
)
def test_the_worked_call_is_drafted_as_it_is_told(drafted: TicketDraft, bold: str, name: FieldName) -> None:
    field = drafted.fields[name]
    told = TOLD.replace("\n  ", "")
    found = re.search(rf"\*\*{bold}(?: |\*\* ){re.escape(field.value)}(?:\*\*)?(?: \((\d\.\d\d)\))?", told)
    assert found, field.value
    assert found[1] in {None, f"{field.confidence:.2f}"}
