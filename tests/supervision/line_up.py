"""A line-up of dummies in a process of its own: `python line_up.py FOLDER KIND…`; each child told by its pid."""

import asyncio
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from lingting.children import Child, ChildSpec
from lingting.supervisor import Supervisor

SLEEP = ("sleep", "1000")
CRASH = ("sh", "-c", "exit 3")
STUBBORN = ("sh", "-c", "trap '' TERM; sleep 1000 & wait; sleep 1000 & wait")
FORKER = ("sh", "-c", "sleep 1000 & sleep 1000 & wait")
PROGRAMS = {"sleep": SLEEP, "crash": CRASH, "stubborn": STUBBORN, "forker": FORKER}


class Seat:
    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.starts = kind, folder, 0

    def fill(self) -> ChildSpec:
        self.starts += 1
        return ChildSpec(
            kind=self.kind,
            name=f"{self.kind}-{self.starts}",
            argv=PROGRAMS[self.kind],
            grace_s=0.5,
            environ={"DUMMY_OF": str(self.folder)},
        )

    async def left(self, spec: ChildSpec) -> None:
        with (self.folder / "left").open("a", encoding="utf-8") as told:
            told.write(f"{spec.name}\n")


async def main(folder: Path, kinds: list[str]) -> None:
    async def changed(children: Iterable[Child]) -> None:
        lines = [f"{child.spec.name} {child.pid}\n" for child in children]
        (folder / "new").write_text("".join(lines), encoding="utf-8")
        (folder / "new").replace(folder / "children")

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    supervisor = Supervisor([Seat(kind, folder) for kind in kinds], changed)
    await supervisor.run(stop)
    await supervisor.end(kinds)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
