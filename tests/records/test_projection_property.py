"""However the entries of a case are cut, repeated and interleaved with other cases', the same rows come of it."""

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from callflow import commands, events
from callflow.drafting import DraftField, FieldName, TicketDraft
from callflow.log import Entry
from callflow.units import CITIZEN, MUSIC
from callflow.views import PartyRole, Way
from models import Records, project
from tests.records.dump import dump, empty
from tests.records.story import AGENT, AGENT_LEG, START, Story, heard, utterance

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FIELD = st.sampled_from(FieldName)
UTTERANCE_AT = st.integers(0, 4).map(lambda second: second * 1_000)
DRAFT = st.builds(
    TicketDraft,
    fields=st.dictionaries(
        FIELD, st.builds(DraftField, value=TEXT, confidence=st.floats(0, 1), sources=st.just(())), max_size=4
    ),
    missing=st.lists(FIELD, max_size=2).map(tuple),
)

WORDS = st.one_of(
    st.builds(heard, TEXT, UTTERANCE_AT, st.sampled_from([CITIZEN, AGENT_LEG])),
    st.builds(events.CaptionCorrected, utterance=UTTERANCE_AT.map(utterance), text=TEXT, agent=st.just(AGENT)),
    st.builds(events.FieldEdited, field=FIELD, value=TEXT, agent=st.just(AGENT)),
    st.builds(
        commands.ReviseDraft,
        draft=DRAFT,
        edited=st.dictionaries(FIELD, TEXT, max_size=3),
    ),
    st.builds(events.DigitReceived, leg=st.just(CITIZEN), digit=st.sampled_from("0123456789*#")),
    st.builds(commands.PutOnCallBackList, number=TEXT, reason=st.sampled_from(["crashed", "abandoned"])),
    st.builds(commands.JoinQueue, queue=st.sampled_from(["general", "social"]), priority=st.integers(0, 3)),
    st.builds(commands.StoreSatisfaction, score=st.none() | st.integers(1, 5)),
    st.builds(
        commands.NameFirstResponder,
        department=TEXT,
        name=TEXT,
        answered_at=st.just(START),
        after_ms=st.integers(0, 9_000),
    ),
    st.builds(
        events.PartyInvited,
        agent=st.just(AGENT),
        role=st.just(PartyRole.DEPARTMENT),
        name=TEXT,
        way=st.sampled_from(Way),
        numbers=st.just((events.Number(uri="sip:83001@127.0.0.1", label="83001"),)),
    ),
    st.builds(events.InvitationWithdrawn, agent=st.just(AGENT), invitation=st.integers(0, 20)),
    st.builds(
        commands.SetTopology,
        hears=st.sampled_from([(), ((CITIZEN, MUSIC),)]),
    ),
)


@st.composite
def stories(draw: st.DrawFn, case: str) -> Story:
    number = f"26{case[-1]:0>10}"
    story = Story(case).arrives(draw(TEXT)).tell(*draw(st.lists(WORDS.filter(_of_citizen), max_size=4)))
    story.offers().talks().opens_ticket(number).tell(*draw(st.lists(WORDS, max_size=6)))
    if draw(st.booleans()):
        story.confirms(number, title=draw(TEXT))
    story.tell(*draw(st.lists(WORDS, max_size=2)))
    return story.hangs_up(CITIZEN, AGENT_LEG).closes().archives() if draw(st.booleans()) else story


def _of_citizen(said: object) -> bool:
    return getattr(said, "leg", CITIZEN) == CITIZEN


@st.composite
def deliveries(draw: st.DrawFn, stories: Sequence[Story]) -> list[tuple[Story, Sequence[Entry]]]:
    """Portions that leave no gap: each begins at or before what was delivered, and they end with everything."""
    given: list[tuple[Story, Sequence[Entry]]] = []
    done = dict.fromkeys((story.case for story in stories), 0)
    for story in draw(st.lists(st.sampled_from(stories), max_size=6)):
        first = draw(st.integers(0, done[story.case]))
        last = draw(st.integers(first, len(story.entries)))
        given.append((story, story.entries[first:last]))
        done[story.case] = max(done[story.case], last)
    return given + [(story, story.entries[done[story.case] :]) for story in stories]


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Story], list[tuple[Story, Sequence[Entry]]]]:
    told = [draw(stories("case-1")), draw(stories("case-2"))]
    return told, draw(deliveries(told))


@given(plan=plans())
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # each example is many transactions: shrinking would take minutes
)
async def test_any_split_of_the_same_entries_gives_the_same_rows(
    records: Records, plan: tuple[list[Story], list[tuple[Story, Sequence[Entry]]]]
) -> None:
    told, delivered = plan
    at_once = await _written(records, [(story, story.entries) for story in told])
    assert await _written(records, delivered) == at_once
    assert [row["next_index"] for row in at_once["positions"]] == [len(story.entries) for story in told]


async def _written(
    records: Records, portions: Sequence[tuple[Story, Sequence[Entry]]]
) -> dict[str, list[dict[str, Any]]]:
    await empty(records)
    for story, entries in portions:
        async with records.writing() as db:
            await project(db, story.case, entries)
    return await dump(records)
