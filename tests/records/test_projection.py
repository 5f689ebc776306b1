"""The case folder in the tables: every fact once, however it is offered."""

from collections.abc import Sequence

import msgspec
import pytest
from sqlalchemy import select

from callflow import commands, events
from callflow.drafting import FieldName
from callflow.events import EndCause
from callflow.log import Entry
from callflow.units import CITIZEN, AgentId, LegId
from callflow.views import EndedAs, PartyRole, TicketState
from models import GapError, ProjectionError, Records, position, project
from models.repositories import cases, tickets
from models.states import CallBackReason, RevisionKind, TicketEventKind
from models.tables import Case, Utterance
from tests.records.dump import dump
from tests.records.story import AGENT, AGENT_LEG, START, Story, heard, steps_taken, utterance, whole_call


async def write(records: Records, story: Story, entries: Sequence[Entry] | None = None) -> int:
    async with records.writing() as db:
        return await project(db, story.case, story.entries if entries is None else entries)


async def read(records: Records, story: Story) -> Case:
    async with records.reading() as db:
        case = await cases.get_whole(db, story.case)
    assert case is not None
    return case


async def test_a_whole_call_becomes_a_case_with_legs_words_and_a_confirmed_ticket(records: Records) -> None:
    story = whole_call()
    assert await write(records, story) == len(story.entries)
    case = await read(records, story)
    assert (case.city, case.calling_number, case.started_at) == ("江城市", "13800001234", START)
    assert (case.agent, case.ended_as) == (AGENT, EndedAs.SERVED)
    times = [case.started_at, case.talking_since, case.ended_at, case.closed_at, case.archived_at]
    assert None not in times
    assert times == sorted(times, key=lambda at: at or 0)
    assert case.ticket is not None
    assert case.ticket.state is TicketState.CONFIRMED
    assert case.ticket.agent == AGENT
    assert case.ticket.values == {
        FieldName.REQUEST_TYPE: "求助",
        FieldName.TITLE: "人民路水管漏水",
        FieldName.PLACE: "人民路 3 号",
        FieldName.BODY: "人民路水管漏水。",
    }


async def test_legs_know_who_they_are_and_where_their_recording_is(records: Records) -> None:
    story = whole_call()
    await write(records, story)
    citizen, agent = (await read(records, story)).legs
    assert (citizen.role, citizen.peer, citizen.agent) == (PartyRole.CITIZEN, "13800001234", None)
    assert (agent.role, agent.agent, agent.peer) == (PartyRole.AGENT, AGENT, "sip:1026@127.0.0.1")
    assert (citizen.recording, citizen.samples, citizen.cause) == ("citizen.wav", 16_000, EndCause.PEER_HUNG_UP)
    assert citizen.sample_zero_at == START
    assert citizen.transcribed_at is not None


async def test_a_correction_stands_beside_the_words_as_heard(records: Records) -> None:
    story = whole_call()
    await write(records, story)
    first, second = (await read(records, story)).utterances
    assert (first.text, first.corrected_text, first.corrected_by) == ("人民路水管露水", "人民路水管漏水", AGENT)
    assert (second.role, second.agent, second.corrected_text) == (PartyRole.AGENT, AGENT, None)
    assert first.words[0]["text"] == "人民路水管露水"


async def test_an_utterance_says_which_model_heard_it(records: Records) -> None:
    story = Story().arrives().says("水管", 1_000)
    story.tell(msgspec.structs.replace(heard("漏水", 3_000), model="dialect"))
    await write(records, story)
    assert [row.model for row in (await read(records, story)).utterances] == ["", "dialect"]


async def test_a_correction_of_words_that_were_not_heard_changes_nothing(records: Records) -> None:
    story = Story().arrives().says("水管", 1_000)
    for unknown in (utterance(7_000), "citizen:x", "x"):
        story.tell(events.CaptionCorrected(utterance=unknown, text="别的", agent=AGENT))  # type: ignore[arg-type]
    await write(records, story)
    assert [row.corrected_text for row in (await read(records, story)).utterances] == [None]


async def test_every_change_of_a_value_is_a_revision_that_says_who_made_it(records: Records) -> None:
    story = whole_call()
    await write(records, story)
    async with records.reading() as db:
        found = await tickets.revisions(db, story.case)
    assert [(row.kind, row.agent, row.changes) for row in found] == [
        (RevisionKind.DRAFTED, None, {"title": "人民路水管露水", "place": "人民路"}),
        (RevisionKind.DRAFTED, None, {"title": "人民路水管漏水", "body": "人民路水管漏水。"}),
        (RevisionKind.EDITED, AGENT, {"place": "人民路 3 号"}),
        (RevisionKind.CONFIRMED, AGENT, {"request_type": "求助"}),
    ]


async def test_a_tickets_life_is_told(records: Records) -> None:
    story = whole_call()
    await write(records, story)
    async with records.reading() as db:
        life = await steps_taken(db, "261121000001")  # type: ignore[arg-type]
    assert [step.kind for step in life] == [TicketEventKind.OPENED, TicketEventKind.CONFIRMED]


async def test_a_value_that_is_taken_away_is_a_change(records: Records) -> None:
    story = Story().arrives().opens_ticket().drafts(title="漏水", place="人民路").drafts(title="漏水")
    await write(records, story.edits(FieldName.TITLE, ""))
    async with records.reading() as db:
        found = await tickets.revisions(db, story.case)
    assert [row.changes for row in found][1:] == [{"place": ""}, {"title": ""}]
    case = await read(records, story)
    assert case.ticket is not None
    assert case.ticket.values == {}


async def test_what_was_drafted_before_the_number_came_is_the_ticket(records: Records) -> None:
    story = Story().arrives().drafts(title="漏水", place="人民路").edits(FieldName.PLACE, "三号").opens_ticket()
    await write(records, story)
    case = await read(records, story)
    assert case.ticket is not None
    assert case.ticket.values == {FieldName.TITLE: "漏水", FieldName.PLACE: "三号"}


async def test_a_discarded_ticket_keeps_its_draft_and_the_reason(records: Records) -> None:
    story = Story().arrives().offers().talks().opens_ticket().drafts(title="打错了")
    number = "261121000001"
    story.tell(commands.DropTicket(number=number, agent=AGENT, reason="打错电话"))  # type: ignore[arg-type]
    await write(records, story)
    case = await read(records, story)
    assert case.ticket is not None
    assert (case.ticket.state, case.ticket.title) == (TicketState.DISCARDED, "打错了")
    async with records.reading() as db:
        life = await steps_taken(db, case.ticket.number)
    assert life[-1].detail == {"reason": "打错电话"}


async def test_after_confirmation_the_folder_has_no_say_in_the_ticket(records: Records) -> None:
    story = Story().arrives().offers().talks().opens_ticket().drafts(title="漏水")
    await write(records, story.confirms(title="漏水").drafts(title="别的").offers("1027", "agent-2").talks("agent-2"))
    case = await read(records, story)
    assert case.ticket is not None
    assert (case.ticket.title, case.ticket.agent) == ("漏水", AGENT)


async def test_an_agent_who_answers_too_late_does_not_have_the_case(records: Records) -> None:
    story = Story().arrives().offers("1026").offers("1027", "agent-2").talks("agent-2")
    await write(records, story.tell(events.LegAnswered(leg=AGENT_LEG)))
    case = await read(records, story)
    assert case.agent == "1027"
    assert [leg.agent for leg in case.legs] == [None, "1026", "1027"]


async def test_an_agent_who_only_was_rung_does_not_have_the_case(records: Records) -> None:
    story = Story().arrives().offers().hangs_up(CITIZEN).closes("abandoned")
    await write(records, story)
    case = await read(records, story)
    assert (case.agent, case.talking_since, case.ended_as) == (None, None, EndedAs.ABANDONED)


async def test_a_lost_worker_ends_the_legs_that_were_there(records: Records) -> None:
    story = Story().arrives().offers().talks().hangs_up(AGENT_LEG).tell(events.WorkerLost())
    await write(records, story)
    case = await read(records, story)
    citizen, agent = case.legs
    assert (citizen.cause, citizen.ended_at) == (EndCause.FAILED, case.ended_at)
    assert agent.cause is EndCause.PEER_HUNG_UP


async def test_a_citizen_is_put_on_the_call_back_list_once(records: Records) -> None:
    owed = commands.PutOnCallBackList(number="13800001234", reason="crashed")
    story = Story().arrives().tell(owed, commands.PutOnCallBackList(number="13800001234", reason="abandoned"))
    await write(records, story)
    case = await read(records, story)
    assert case.call_back is not None
    assert (case.call_back.number, case.call_back.reason) == ("13800001234", CallBackReason.CRASHED)


async def test_an_utterance_heard_twice_is_one(records: Records) -> None:
    story = Story().arrives().says("水管", 1_000).says("水管漏水", 1_000)
    await write(records, story)
    assert [row.text for row in (await read(records, story)).utterances] == ["水管"]


async def test_a_gap_is_refused_and_nothing_of_it_is_written(records: Records) -> None:
    story = whole_call()
    await write(records, story, story.entries[:7])
    before = await dump(records)
    with pytest.raises(GapError, match="entry 7 must come next, 9 was offered") as gap:
        await write(records, story, story.entries[9:])
    assert gap.value.expected == 7
    assert await dump(records) == before


async def test_entries_that_contradict_what_came_before_are_refused(records: Records) -> None:
    unknown_leg = Story().tell(events.CaseOpened(case=Story().case, city="", flow={}, rules={}))
    unknown_leg.tell(events.LegAnswered(leg=LegId("citizen")))
    no_case = Story().tell(events.CallArrived(leg=CITIZEN, calling_number="", called_number="", sip_call_id=""))
    other_case = Story().tell(events.CaseOpened(case=Story("another").case, city="", flow={}, rules={}))
    no_ticket = Story().arrives().confirms()
    strange_leg = Story().arrives().offers(leg="robot-1")
    for story in (unknown_leg, no_case, other_case, no_ticket, strange_leg):
        with pytest.raises(ProjectionError):
            await write(records, story)
    assert not any((await dump(records)).values())


async def test_the_position_is_the_index_that_comes_next(records: Records) -> None:
    story = whole_call()
    async with records.reading() as db:
        assert await position(db, story.case) == 0
    await write(records, story, story.entries[:7])
    async with records.reading() as db:
        assert await position(db, story.case) == 7


async def test_the_character_nul_which_postgresql_cannot_store_is_taken_out(records: Records) -> None:
    story = Story().arrives("1380\x00").opens_ticket().says("水\x00管", 1_000)
    story.drafts(title="漏\x00水").edits(FieldName.PLACE, "人民\x00路")
    await write(records, story)
    case = await read(records, story)
    assert (case.calling_number, case.utterances[0].text) == ("1380", "水管")
    assert case.ticket is not None
    assert case.ticket.values == {FieldName.TITLE: "漏水", FieldName.PLACE: "人民路"}


async def test_an_agents_number_needs_no_account(records: Records) -> None:
    await write(records, whole_call())
    async with records.reading() as db:
        spoke = await db.scalars(select(Utterance.agent).where(Utterance.agent.is_not(None)))
    assert set(spoke) == {AgentId("1026")}
