"""Numbers for eyes that need not know them."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.masking import mask_entry, mask_number, mask_text, mask_values, mask_view
from callflow.commands import PutOnCallBackList, ReviseDraft
from callflow.drafting.draft import DraftField, FieldName, Former, RunnerUp, TicketDraft
from callflow.events import (
    AnyEvent,
    CallArrived,
    FieldEdited,
    HoldRequested,
    LegReferred,
    Number,
    PartyInvited,
)
from callflow.screen import CaseEntry
from callflow.units import AgentId, CaseId, LegId, WallMs
from callflow.views import (
    Attempt,
    AttemptState,
    CaseView,
    InvitationView,
    Party,
    PartyRole,
    PartyState,
    Phase,
    Way,
)

NUMBER = "13812345678"


@pytest.mark.parametrize(
    ("number", "masked"),
    [(NUMBER, "138****5678"), ("02787654321", "027****4321"), ("110", "*10"), ("", ""), ("8765432", "*****32")],
)
def test_a_number_keeps_its_head_and_tail(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@given(st.text("0123456789", min_size=3, max_size=20))
def test_no_mask_shows_the_number(number: str) -> None:
    assert number not in mask_number(number)


def test_a_view_is_masked_in_its_labels_too() -> None:
    since = WallMs(0)
    citizen = Party(leg=LegId("citizen"), role=PartyRole.CITIZEN, label=NUMBER, state=PartyState.UP, since=since)
    agent = Party(leg=LegId("agent-1"), role=PartyRole.AGENT, label="1026", state=PartyState.UP, since=since)
    view = CaseView(
        case=CaseId("c"), phase=Phase.TALKING, calling_number=NUMBER, started_at=since, parties=(citizen, agent)
    )
    masked = mask_view(view)
    assert [party.label for party in masked.parties] == ["138****5678", "1026"]
    assert NUMBER not in str(masked)


DRAFT = TicketDraft(fields={FieldName.CALLBACK_NUMBER: DraftField(value=NUMBER, confidence=0.9)})
EDITED = {FieldName.CALLBACK_NUMBER: NUMBER, FieldName.PLACE: "人民路"}


@pytest.mark.parametrize(
    "event",
    [
        CallArrived(leg=LegId("citizen"), calling_number=NUMBER, called_number="12345", sip_call_id="x"),
        FieldEdited(field=FieldName.CALLBACK_NUMBER, value=NUMBER, agent=AgentId("1026")),
    ],
)
def test_events_that_carry_the_number_are_masked(event: AnyEvent) -> None:
    masked = mask_entry(CaseEntry(case=CaseId("c"), index=1, at=WallMs(0), event=event))
    assert NUMBER not in str(masked)
    assert "138****5678" in str(masked)


@pytest.mark.parametrize(
    "command", [ReviseDraft(draft=DRAFT, edited=EDITED), PutOnCallBackList(number=NUMBER, reason="crashed")]
)
def test_commands_that_carry_the_number_are_masked(command: ReviseDraft | PutOnCallBackList) -> None:
    masked = mask_entry(CaseEntry(case=CaseId("c"), index=1, at=WallMs(0), command=command))
    assert NUMBER not in str(masked)
    assert "138****5678" in str(masked)


def test_other_entries_and_values_stay_as_they_are() -> None:
    entry = CaseEntry(case=CaseId("c"), index=1, at=WallMs(0), event=HoldRequested(agent=AgentId("1026")))
    assert mask_entry(entry) is entry
    assert mask_values(EDITED)[FieldName.PLACE] == "人民路"


def test_an_outside_number_is_masked_wherever_it_stands_and_a_departments_is_not() -> None:
    since, leg = WallMs(0), LegId("outside-1")
    outside = Party(leg=leg, role=PartyRole.OUTSIDE, label=NUMBER, state=PartyState.UP, since=since)
    office = Party(
        leg=LegId("department-1"), role=PartyRole.DEPARTMENT, label="83001234", state=PartyState.UP, since=since
    )
    attempt = Attempt(leg=leg, label=NUMBER, state=AttemptState.RINGING, since=since)
    asked = InvitationView(
        id=1, role=PartyRole.OUTSIDE, name=NUMBER, way=Way.CONSULT, asked_at=since, attempts=(attempt,), pending=True
    )
    view = CaseView(
        case=CaseId("c"),
        phase=Phase.TALKING,
        calling_number="",
        started_at=since,
        parties=(outside, office),
        invitations=(asked,),
    )
    masked = msgspec.json.encode(mask_view(view)).decode()
    assert NUMBER not in masked
    assert "83001234" in masked


def test_an_invitation_of_an_outside_number_and_a_referral_are_masked() -> None:
    number = Number(uri=f"sip:{NUMBER}@127.0.0.1", label=NUMBER)
    invited = PartyInvited(
        agent=AgentId("1026"), role=PartyRole.OUTSIDE, name=NUMBER, way=Way.CONSULT, numbers=(number,)
    )
    referred = LegReferred(leg=LegId("agent-1"), new_leg=LegId("outside-1"), target=NUMBER)
    for event in invited, referred:
        message = CaseEntry(case=CaseId("c"), index=1, at=WallMs(0), event=event)
        assert NUMBER not in msgspec.json.encode(mask_entry(message)).decode()


def test_a_drafts_numbers_are_masked_wherever_they_stand() -> None:
    number = DraftField(
        value=NUMBER,
        confidence=1.0,
        normalised=NUMBER,
        why=(NUMBER,),
        runners_up=(RunnerUp(value=NUMBER, confidence=0.1),),
        history=(Former(value=NUMBER),),
    )
    body = DraftField(value=f"电话{NUMBER}，身份证420106199001011234。", confidence=1.0)
    draft = TicketDraft(fields={FieldName.CALLBACK_NUMBER: number, FieldName.BODY: body})
    masked = mask_entry(CaseEntry(case=CaseId("c"), index=0, at=WallMs(0), command=ReviseDraft(draft=draft, edited={})))
    assert NUMBER not in str(masked)
    assert "420106199001011234" not in str(masked)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13812345678找我", "请打138****5678找我"),
        ("027-8765 4321", "027****4321"),
        ("一三八一二三四五六七八", "一三八****五六七八"),
        ("身份证42010619900101123X", "身份证420****123X"),
        ("张三.13812345678", "张三.138****5678"),
        ("1.13812345678张三 2.42010619900101123X", "1.138****5678张三 2.420****123X"),
        ("涨了0.12345678，占98.7654321%", "涨了0.12345678，占98.7654321%"),
        ("欠费1200元，第3栋", "欠费1200元，第3栋"),
        ("二零二六年十一月", "二零二六年十一月"),
    ],
)
def test_what_may_be_a_phone_or_identity_number_is_masked_in_texts(text: str, masked: str) -> None:
    assert mask_text(text) == masked
