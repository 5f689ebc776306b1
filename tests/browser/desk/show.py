"""The pages with nobody on the telephone, to look at and to work on: `python -m tests.browser.desk.show [scene]`.

Serves the built page, and the API for `npm run dev`, at http://127.0.0.1:18110. Everybody's password is that of
`tests/api/conftest.py`: agents 1026 and 1027, supervisor 9001, admin 9002. Without a scene each is shown for a while.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from api import ApiSettings, create_app
from callflow.units import WallMs
from callflow.views import Place, Role
from models import Records
from tests.api.conftest import CHEAP, PASSWORD, staff
from tests.browser.desk import scenes
from tests.browser.desk.city import keep_city
from tests.browser.desk.directory import keep_directory
from tests.browser.desk.staged import BUILT, CASE, Stage, StagedHotline

PORT = 18_110
EACH_S = 8.0
SCENES: Mapping[str, Callable[[int], dict[str, object]]] = MappingProxyType(
    {
        "talk": scenes.talk,
        "hold": scenes.hold,
        "inviting": scenes.inviting,
        "consult": scenes.consult,
        "three_way": scenes.three_way,
        "whisper": lambda now: scenes.supervised(now, Place.WHISPER),
        "left": lambda now: scenes.left(now, now + 30_000),
    }
)


async def show(names: list[str]) -> None:
    """Serve until stopped."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/records.db"
        await staff(url)
        records, hotline = Records.at(url), _hotline(Path(folder))
        settings = ApiSettings(time_zone=ZoneInfo("Asia/Shanghai"), sip_realm="lingting", desk=BUILT)
        stage = Stage(create_app(hotline, records, settings, cost=CHEAP), PORT)
        await stage.open()
        await keep_directory(stage.address, "9001")
        await keep_city(records, _now())
        sys.stdout.write(f"{stage.address}  1026 / {PASSWORD}\n")
        sys.stdout.flush()
        await _play(hotline, names or list(SCENES))


def _hotline(folder: Path) -> StagedHotline:
    hotline = StagedHotline(folder / "cases")
    for number, role in {"1026": Role.AGENT, "1027": Role.AGENT, "9001": Role.SUPERVISOR, "9002": Role.ADMIN}.items():
        hotline.seat(number, role)
    return hotline


async def _play(hotline: StagedHotline, names: list[str]) -> None:
    hotline.clock = _now()
    case = hotline.open_case(CASE, agent="1026")
    hotline.say(case, "你好，我反映一下翠湖苑停水的事。")
    hotline.suggest(case, "title", "翠湖苑停水")
    for name in cycle(names):
        hotline.clock = _now()
        hotline.move(case, **scenes.talk(hotline.clock) | SCENES[name](hotline.clock))
        await asyncio.sleep(EACH_S)


def _now() -> WallMs:
    return WallMs(time.time_ns() // 1_000_000)


if __name__ == "__main__":
    asyncio.run(show(sys.argv[1:]))
