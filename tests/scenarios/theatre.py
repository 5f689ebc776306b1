"""Several stages on which scenarios are played at the same time, on a loop of their own beside pytest's.

A whole call takes seconds in which a machine mostly waits. So all scenarios that pytest has chosen are begun together,
as many at once as there are stages, and each test waits for its own.
"""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from tests.scenarios.play import Play, StoryError
from tests.scenarios.reading import read_scenario
from tests.scenarios.stage import Stage, open_stage

STAGES = 3


class Theatre:
    """Begins to play at once; ask `played` for each script."""

    def __init__(self, folder: Path, scripts: Sequence[Path]) -> None:
        self._folder = folder
        self._waiting = sorted(scripts, key=lambda script: -script.stat().st_size)
        """The longest ones first, so that no stage is left alone with one in the end."""
        self._outcomes: dict[Path, Future[None]] = {script: Future() for script in scripts}
        self._plays: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._season = self._loop.create_task(self._play_all())
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def played(self, script: Path) -> str:
        """Wait until a script has been played. Says which line did not come true; raises any other error."""
        try:
            self._outcomes[script].result()
        except StoryError as error:
            return str(error)
        return ""

    def close(self) -> None:
        """Break off what is still on, and end everything."""
        with suppress(RuntimeError):  # the season is over, and its loop closed
            self._loop.call_soon_threadsafe(self._break_off)
        self._thread.join()

    def _break_off(self) -> None:
        """Stages end by themselves when nothing waits: cancelling them would leave their processes behind."""
        self._waiting.clear()
        for play in self._plays:
            play.cancel()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_over())

    async def _until_over(self) -> None:
        try:
            await self._season
        except Exception as error:  # noqa: BLE001  it is the outcome of all that could not be played
            for outcome in self._outcomes.values():
                if not outcome.done():
                    outcome.set_exception(error)

    async def _play_all(self) -> None:
        async with asyncio.TaskGroup() as stages:
            for number in range(min(STAGES, len(self._waiting))):
                stages.create_task(self._play_on(self._folder / f"stage-{number}"))

    async def _play_on(self, folder: Path) -> None:
        """One stage: the next script that waits, until there is none."""
        async with open_stage(folder) as stage:
            while self._waiting:
                await self._play(self._waiting.pop(0), stage)

    async def _play(self, script: Path, stage: Stage) -> None:
        play = asyncio.create_task(_told(script, stage))
        self._plays.add(play)
        await asyncio.wait([play])
        self._plays.remove(play)
        outcome = self._outcomes[script]
        if play.cancelled():
            outcome.cancel()
        elif error := play.exception():
            outcome.set_exception(error)
        else:
            outcome.set_result(None)


async def _told(script: Path, stage: Stage) -> None:
    await Play(read_scenario(script), stage).run()
