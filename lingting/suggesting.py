"""Suggestions while people speak: asked again when a draft changes, told when they differ from what was told.

Calls never wait for this: a change only marks the case, one task asks for the marked ones in turn, and between two
rounds it rests, so that a fast talker's twenty revisions are one question. Records that are away are asked again at the
next change.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from callflow.commands import ReviseDraft
from callflow.screen import CaseEntry, CaseGone, Suggestions, Told
from callflow.state import Case
from callflow.suggestions import Asked, Suggested, asked_now
from callflow.units import CaseId

REST_S = 0.5
PATIENCE_S = 3.0

log = structlog.get_logger(__name__)


class Suggester:
    """Listens to what screens are told of drafts, and tells them more. Use it from one event loop."""

    def __init__(
        self,
        state_of: Callable[[CaseId], Case | None],
        suggest: Callable[[Asked], Awaitable[Suggested]],
        tell: Callable[[Told], None],
    ) -> None:
        self._state_of = state_of
        self._suggest = suggest
        self._tell = tell
        self._marked: dict[CaseId, None] = {}
        self._asked: dict[CaseId, Asked] = {}
        self._told: dict[CaseId, Suggested] = {}
        self._something = asyncio.Event()

    def listen(self, told: Told) -> None:
        """A draft was revised, or a case is gone; all else is let be."""
        match told:
            case CaseEntry(case=case, command=ReviseDraft()):
                self._marked[case] = None
                self._something.set()
            case CaseGone(case=case):
                self._marked.pop(case, None)
                self._asked.pop(case, None)
                self._told.pop(case, None)

    async def keep_suggesting(self) -> None:
        """Ask for the marked cases, for ever."""
        while True:
            await self._something.wait()
            self._something.clear()
            for case in list(self._marked):
                self._marked.pop(case, None)
                await self._ask(case)
            await asyncio.sleep(REST_S)

    async def _ask(self, case: CaseId) -> None:
        state = self._state_of(case)
        if state is None:
            return
        asked = asked_now(state.utterances, state.values(), number=state.calling_number, ticket=state.ticket)
        if asked == self._asked.get(case):
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                suggested = await self._suggest(asked)
        except Exception as error:  # noqa: BLE001  a call goes on without suggestions
            log.warning("nothing_suggested", case_id=case, reason=type(error).__name__)
            return
        self._keep(case, asked, suggested)

    def _keep(self, case: CaseId, asked: Asked, suggested: Suggested) -> None:
        if self._state_of(case) is None:
            return
        self._asked[case] = asked
        if suggested != self._told.get(case, Suggested()):
            self._told[case] = suggested
            self._tell(Suggestions(case=case, articles=suggested.articles, similar=suggested.similar))
