"""Suggestions follow a call's draft, and never hold the call up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from callflow.commands import ReviseDraft
from callflow.drafting import TicketDraft
from callflow.screen import CaseEntry, CaseGone, Suggestions, Told
from callflow.state import Case
from callflow.suggestions import Asked, Suggested, SuggestedArticle
from callflow.units import CallMs, CaseId, LegId, UtteranceId, WallMs
from callflow.utterance import Utterance
from lingting import suggesting
from lingting.suggesting import Suggester

CASE = CaseId("c1")
REVISED = CaseEntry(case=CASE, index=1, at=WallMs(0), command=ReviseDraft(draft=TicketDraft(), edited={}))


def _article(title: str) -> SuggestedArticle:
    return SuggestedArticle(id=1, title=title, excerpt="", department="", score=1.0, terms=())


class Stage:
    """A suggester between a case whose words are said by hand and records that answer with what was asked."""

    def __init__(self) -> None:
        self.case: Case | None = Case(id=CASE)
        self.asked: list[Asked] = []
        self.trouble: Exception | None = None
        self.told: asyncio.Queue[Told] = asyncio.Queue()
        self.suggester = Suggester(lambda _: self.case, self.suggest, self.told.put_nowait)

    async def suggest(self, asked: Asked) -> Suggested:
        self.asked.append(asked)
        if self.trouble:
            raise self.trouble
        return Suggested(articles=tuple(_article(text) for text in asked.query.texts))

    def say(self, text: str) -> None:
        heard = Utterance(
            id=UtteranceId("citizen:0"),
            leg=LegId("citizen"),
            role="citizen",
            start_ms=CallMs(0),
            end_ms=CallMs(1),
            text=text,
        )
        assert self.case is not None
        self.case = self.case.with_(utterances=(heard,))
        self.suggester.listen(REVISED)

    async def titles(self) -> list[str]:
        async with asyncio.timeout(5):
            told = await self.told.get()
        assert isinstance(told, Suggestions)
        return [one.title for one in told.articles]

    async def rounds(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


@asynccontextmanager
async def _running(stage: Stage) -> AsyncIterator[None]:
    task = asyncio.create_task(stage.suggester.keep_suggesting())
    yield
    task.cancel()


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(suggesting, "REST_S", 0)
    made = Stage()
    async with _running(made):
        yield made


async def test_new_words_are_asked_for_and_the_answer_is_told(stage: Stage) -> None:
    stage.say("医保怎么报销")
    assert await stage.titles() == ["医保怎么报销"]
    stage.say("公交卡怎么办")
    assert await stage.titles() == ["公交卡怎么办"]


async def test_a_revision_that_asks_the_same_is_not_asked_again(stage: Stage) -> None:
    stage.say("医保怎么报销")
    await stage.titles()
    stage.suggester.listen(REVISED)
    await stage.rounds()
    assert len(stage.asked) == 1


async def test_nothing_found_is_nothing_told(stage: Stage) -> None:
    stage.say("嗯")
    await stage.rounds()
    assert stage.asked
    assert stage.told.empty()


async def test_records_that_are_away_are_asked_again_at_the_next_revision(stage: Stage) -> None:
    stage.trouble = ConnectionRefusedError()
    stage.say("医保怎么报销")
    await stage.rounds()
    stage.trouble = None
    stage.suggester.listen(REVISED)
    assert await stage.titles() == ["医保怎么报销"]


async def test_a_case_that_is_gone_is_told_nothing(stage: Stage) -> None:
    stage.say("医保怎么报销")
    stage.suggester.listen(CaseGone(case=CASE))
    stage.suggester.listen(REVISED)
    stage.case = None
    await stage.rounds()
    assert stage.told.empty()
