"""Replies are read without making a call wait, and nothing of them is left behind."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from callflow import events
from callflow.units import CaseId, DurationMs
from lingting import reading
from lingting.lookup import Question, Replied
from lingting.reading import REST_ELSEWHERE, ReplyReader, to_be_read

CASE = CaseId("c1")
QUESTION = Question(number="2601", caller="13800001234")
REPLIED = Replied(unit="市水务局", text="已经修好。")


class FakeVoice:
    """Keeps what it is to say; `trouble` is what becomes of it."""

    def __init__(self, trouble: Callable[[], Awaitable[None]] | None = None) -> None:
        self.said: list[str] = []
        self.at_once, self.most_at_once = 0, 0
        self._trouble = trouble

    async def speak(self, text: str, into: Path) -> None:
        self.said.append(text)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await (self._trouble() if self._trouble else asyncio.sleep(0.01))
        self.at_once -= 1
        into.write_bytes(b"sound")  # noqa: ASYNC240  it is small


class Reading:
    """A reader whose answers are waited for."""

    def __init__(
        self, var: Path, voice: FakeVoice | None, replied: Replied | None = REPLIED, patience_ms: int = 5_000
    ) -> None:
        self.var, self.replied = var, replied
        self._told: asyncio.Queue[tuple[CaseId, events.Event]] = asyncio.Queue()
        self.reader = ReplyReader(
            replied=self._ask,
            voice=voice,
            folder=self.folder,
            tell=lambda *told: self._told.put_nowait(told),
            patience_ms=DurationMs(patience_ms),
            most_characters=20,
        )

    async def _ask(self, question: Question) -> Replied | None:
        assert question == QUESTION
        return self.replied

    def folder(self, case: CaseId) -> Path:
        (self.var / case).mkdir(exist_ok=True)
        return self.var / case

    def files(self, case: CaseId = CASE) -> list[str]:
        return [file.name for file in self.folder(case).iterdir()]

    async def answer(self, case: CaseId = CASE) -> str:
        self.reader.ask(case, QUESTION)
        return await self.next()

    async def next(self) -> str:
        async with asyncio.timeout(10):
            _, told = await self._told.get()
        assert isinstance(told, events.ReplySpoken)
        assert told.number == "2601"
        return told.reading


async def test_the_sound_lies_in_the_cases_folder_until_the_case_is_over(tmp_path: Path) -> None:
    voice = FakeVoice()
    asking = Reading(tmp_path, voice)
    sound = await asking.answer()
    assert (voice.said, asking.files()) == (["市水务局答复：已经修好。"], [sound])
    asking.reader.forget(CASE)
    assert asking.files() == []


async def test_who_hears_it_again_has_it_at_once_and_a_new_reply_is_spoken_anew(tmp_path: Path) -> None:
    voice = FakeVoice()
    asking = Reading(tmp_path, voice)
    first = await asking.answer()
    assert await asking.answer() == first
    assert len(voice.said) == 1
    asking.replied = Replied(unit="", text="已经换了新的。")
    assert await asking.answer() != first
    assert voice.said[1] == "承办单位答复：已经换了新的。"


async def test_no_voice_and_no_reply_are_no_sound(tmp_path: Path) -> None:
    assert await Reading(tmp_path, None).answer() == ""
    voice = FakeVoice()
    assert await Reading(tmp_path, voice, None).answer() == ""
    assert voice.said == []


async def broken() -> None:
    raise OSError("the disk is full")


async def test_what_fails_or_takes_too_long_is_no_sound(tmp_path: Path) -> None:
    assert await Reading(tmp_path, FakeVoice(broken)).answer() == ""
    assert await Reading(tmp_path, FakeVoice(lambda: asyncio.sleep(60)), patience_ms=20).answer() == ""


async def test_what_comes_after_the_cases_end_is_deleted(tmp_path: Path) -> None:
    going_on = asyncio.Event()

    async def slowly() -> None:
        await going_on.wait()

    voice = FakeVoice(slowly)
    asking = Reading(tmp_path, voice)
    asking.reader.ask(CASE, QUESTION)
    while not voice.said:
        await asyncio.sleep(0)
    asking.reader.forget(CASE)
    going_on.set()
    assert await asking.next() == ""
    assert asking.files() == []


async def test_few_are_spoken_at_a_time(tmp_path: Path) -> None:
    voice = FakeVoice()
    asking = Reading(tmp_path, voice)
    cases = [CaseId(f"c{n}") for n in range(6)]
    for case in cases:
        asking.reader.ask(case, QUESTION)
    for _ in cases:
        assert await asking.next()
    assert voice.most_at_once == reading.AT_ONCE


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-03-05联系张先生13800005678。", "2026年3月5日联系张先生****。"),
        ("身份证43010119900305123X已登记。", "身份证****已登记。"),
        ("一" * 6 + "。" + "后" * 60, "一" * 6 + "。" + REST_ELSEWHERE),
    ],
)
def test_numbers_of_people_are_left_out_and_a_long_reply_is_cut(text: str, read: str) -> None:
    assert to_be_read(Replied(unit="市水务局", text=text), 30) == f"市水务局答复：{read}"
