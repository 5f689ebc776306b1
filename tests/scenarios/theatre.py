"""Several stages on which scenarios are played at the same time, on a loop of their own beside pytest's.

A whole call takes seconds in which a machine mostly waits. So all scenarios that pytest has chosen are begun together,
as many at once as there are stages, and each test waits for its own.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tests.scenarios.play import Play
from tests.scenarios.reading import read_scenario
from tests.scenarios.stage import Stage

STAGES = 2


class Theatre:
    """Begin with `announce`; ask `played` for each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stages: asyncio.Queue[Stage] = asyncio.Queue()
        self._open: list[Stage] = []
        self._playing: dict[Path, Future[None]] = {}

    def announce(self, scripts: Iterable[Path]) -> None:
        """Open the stages that are wanted and begin to play."""
        wanted = list(scripts)
        for number in range(min(STAGES, len(wanted))):
            folder = self._folder / f"stage-{number}"
            folder.mkdir()
            self._open.append(Stage(folder))
        self._run(self._open_stages()).result()
        self._playing = {script: self._run(self._play(script)) for script in wanted}

    def played(self, script: Path) -> None:
        """Wait until a script has been played. Raises what went wrong."""
        self._playing[script].result()

    def close(self) -> None:
        """Break off what is still on, and end everything."""
        for playing in self._playing.values():
            playing.cancel()
        self._run(self._close_stages()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, deed: Coroutine[Any, Any, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(deed, self._loop)

    async def _open_stages(self) -> None:
        for stage in self._open:
            self._stages.put_nowait(await stage.open())

    async def _close_stages(self) -> None:
        """Each when its play has given it back."""
        for _ in self._open:
            await (await self._stages.get()).close()

    async def _play(self, script: Path) -> None:
        stage = await self._stages.get()
        try:
            folder = stage.folder / script.stem
            folder.mkdir()
            await Play(read_scenario(script), stage, folder).run()
        finally:
            self._stages.put_nowait(stage)
