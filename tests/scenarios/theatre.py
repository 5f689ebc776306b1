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
from tests.scenarios.stage import open_stage

STAGES = 2


class Theatre:
    """Begins to play at once; ask `played` for each script."""

    def __init__(self, folder: Path, scripts: Sequence[Path]) -> None:
        self._folder = folder
        self._waiting = list(scripts)
        self._outcomes: dict[Path, Future[None]] = {script: Future() for script in scripts}
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
        self._loop.call_soon_threadsafe(self._season.cancel)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, suppress(asyncio.CancelledError):
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
                script = self._waiting.pop(0)
                try:
                    await Play(read_scenario(script), stage).run()
                except Exception as error:  # noqa: BLE001  the outcome of this script, whatever it is
                    self._outcomes[script].set_exception(error)
                else:
                    self._outcomes[script].set_result(None)
