"""A worker behind a front of puppets, with a citizen on the line and whoever a test dials."""

import asyncio
from dataclasses import dataclass
from typing import Any

from callflow.commands import DialLeg, SetTopology
from callflow.events import LegAnswered
from callflow.units import CITIZEN, LegId
from tests.sip.conftest import Desk, RunningWorker, Stage
from tests.sip.puppet import Leg, Manners, Puppets


@dataclass
class FrontCall:
    """`legs` are the puppets by the names that the case has for them."""

    desk: Desk
    front: Puppets
    worker: RunningWorker
    legs: dict[LegId, Leg]

    async def citizen(self, **how: Any) -> Leg:
        calling = asyncio.create_task(self.front.call(self.worker.target, **how))
        await self.desk.answer()
        self.legs[CITIZEN] = await calling
        return self.legs[CITIZEN]

    def dial(self, name: str, user: str, **how: Any) -> None:
        self.front.users[user] = Manners(**how)
        uri = f"sip:{user}@{self.front.address}"
        self.desk.do(DialLeg(leg=LegId(name), uri=uri, display_number="138", recording=f"{name}.wav"))

    async def join(self, name: str, user: str, **how: Any) -> Leg:
        self.dial(name, user, **how)
        await self.desk.until(LegAnswered, leg=LegId(name))
        self.legs[LegId(name)] = await self.front.leg(user)
        return self.legs[LegId(name)]

    def connect(self, *hears: tuple[LegId, LegId]) -> None:
        self.desk.do(SetTopology(hears=hears))


async def front_call(stage: Stage, desk: Desk, front: Puppets, *options: str) -> FrontCall:
    worker = stage.worker("w1-front", "--proxy", f"sip:{front.address}", *options)
    await desk.greeted()
    return FrontCall(desk, front, worker, {})
