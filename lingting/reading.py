"""A citizen hears by telephone what was replied: a voice reads it into the case's folder, and the call does not wait.

The clips of the step play meanwhile. Whatever goes wrong, or takes too long, the case is told so and the menu goes on
as if nothing could be read. Numbers in the text are left out, as they are masked on the web. The sound is deleted with
the case's archiving, and its words are not in the case's log.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import structlog

from api.masking import without_numbers
from callflow import events
from callflow.units import CaseId, DurationMs
from lingting.lookup import Question, Replied
from telephony.voice import excerpt, with_dates_in_words

AT_ONCE = 2
"""So many texts are spoken at a time; others wait, within their patience."""
REST_ELSEWHERE = "。答复较长，其余内容请在网上查看，或由话务员为您说明。"
_FILES = "reply-*.wav"
_NAME_HEX = 12

log = structlog.get_logger()


class Voice(Protocol):
    """What reads a text aloud."""

    async def speak(self, text: str, into: Path) -> None:
        """Read a written text into a WAV that can be played as a prompt. Raises what went wrong; may be cancelled."""
        ...


class ReplyReader:
    """Asks for replies, has them spoken, and tells the case which sound it is: none when there is none."""

    def __init__(  # noqa: PLR0913  what it joins
        self,
        *,
        replied: Callable[[Question], Awaitable[Replied | None]],
        voice: Voice | None,
        folder: Callable[[CaseId], Path],
        tell: Callable[[CaseId, events.Event], None],
        patience_ms: DurationMs,
        most_characters: int,
    ) -> None:
        self._replied = replied
        self._voice = voice
        self._folder = folder
        self._tell = tell
        self._patience_ms = patience_ms
        self._most_characters = most_characters
        self._free = asyncio.Semaphore(AT_ONCE)
        self._turns: defaultdict[CaseId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, case: CaseId, question: Question) -> None:
        """Have a ticket's reply spoken; the answer comes as `ReplySpoken`."""
        task = asyncio.create_task(self._ask(case, question))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self, case: CaseId) -> None:
        """The case is over: delete what was spoken for it."""
        self._turns.pop(case, None)
        for sound in self._folder(case).glob(_FILES):
            sound.unlink(missing_ok=True)

    async def _ask(self, case: CaseId, question: Question) -> None:
        try:
            async with asyncio.timeout(self._patience_ms / 1_000):
                reading = await self._reading(case, question)
        except Exception as error:  # noqa: BLE001  whatever went wrong, the menu goes on
            log.warning("reply_not_read", case_id=case, reason=f"{type(error).__name__}: {error}")
            reading = ""
        self._tell(case, events.ReplySpoken(number=question.number, reading=reading))

    async def _reading(self, case: CaseId, question: Question) -> str:
        if self._voice is None or (replied := await self._replied(question)) is None:
            return ""
        text = to_be_read(replied, self._most_characters)
        sound = self._folder(case) / f"reply-{sha256(text.encode()).hexdigest()[:_NAME_HEX]}.wav"
        turn = self._turns[case]
        async with turn:
            if not sound.exists():
                async with self._free:
                    await self._voice.speak(text, sound)
        if self._turns.get(case) is not turn:
            sound.unlink(missing_ok=True)
            return ""
        return sound.name


def to_be_read(replied: Replied, most_characters: int) -> str:
    """Who replied what, without numbers of people; of a long reply the beginning, and where the rest is."""
    text, is_cut = excerpt(without_numbers(with_dates_in_words(replied.text)), most_characters)
    return f"{replied.unit or '承办单位'}答复：{text}{REST_ELSEWHERE if is_cut else ''}"
