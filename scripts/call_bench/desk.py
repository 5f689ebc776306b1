"""People at screens: they log in, follow their cases by WebSocket, and press what may be pressed, over REST.

Deeds are drawn by lot at every look, so that over many calls they meet the callers' deeds in every order. 403, 404 and
409 are answers (the moment has passed, the call is a colleague's by now); anything else that fails is a fault.
"""

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx
import websockets

from lingting.accounts import Newcomer

LOOK_EVERY_S = 0.2
PATIENCE_S = 60.0
REASON = {"reason": "压力测试"}
CITIZEN = {"leg": "citizen"}
PASSED = frozenset({403, 404, 409})

Deed = tuple[str, dict[str, Any] | None]
"""What is pressed in a case, and what is sent with it."""

TO_QUEUE: Deed = ("transfer", {"queue": "general"})
NOBODY = {"number": "13700000000"}
"""An outside number, where no trunk leads to."""

LOTS: dict[str, tuple[tuple[int, str], ...]] = {
    "talk": ((64, ""), (10, "hold"), (12, "hangup"), (3, "requeue"), (4, "consult"), (4, "three_way"), (3, "outside")),
    "hold": ((50, ""), (45, "resume"), (5, "hangup")),
    "consult": ((60, ""), (10, "swap"), (12, "join"), (6, "drop"), (6, "leave"), (6, "hangup")),
    "aside": ((60, ""), (10, "swap"), (14, "join"), (8, "drop"), (8, "hangup")),
    "three_way": ((60, ""), (10, "leave"), (10, "drop"), (6, "hold"), (14, "hangup")),
    "without_citizen": ((50, ""), (50, "hangup")),
}
"""By the arrangement of the conversation: how often what is pressed at a look; nothing, mostly."""


@dataclass
class Desk:
    """One person's screen; `pressed` counts deeds by their answer's status."""

    base: str
    who: Newcomer
    dice: random.Random
    works: bool = True
    colleagues: tuple[str, ...] = ()
    cases: dict[str, dict[str, Any]] = field(default_factory=dict, init=False)
    pressed: Counter[str] = field(default_factory=Counter, init=False)
    faults: list[str] = field(default_factory=list, init=False)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    async def __aenter__(self) -> Self:
        """Log in and begin to work."""
        self._http = httpx.AsyncClient(
            base_url=self.base, headers={"X-Lingting": "1"}, timeout=PATIENCE_S, trust_env=False
        )
        body = {"agent": self.who.agent, "password": self.who.password}
        (await self._http.post("/api/login", json=body)).raise_for_status()
        self._tasks = [asyncio.create_task(self._listen())]
        if self.works:
            self._tasks.append(asyncio.create_task(self._work()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self._http.aclose()

    async def press(self, case: str, deed: Deed) -> int:
        """Do it; the answer's status, 0 when none came."""
        what, body = deed
        return await self._ask("POST", f"/api/cases/{case}/{what}", body)

    async def health(self) -> dict[str, Any]:
        """`/api/health`."""
        found: dict[str, Any] = (await self._http.get("/api/health")).json()
        return found

    async def is_registered(self) -> bool:
        """Whether the phone is."""
        return bool((await self._http.get("/api/me")).json()["phone_registered"])

    async def discard_drafts(self) -> None:
        """Decide on every ticket that nobody has decided on, as a supervisor may; once no call is on."""
        for ticket in (await self._http.get("/api/tickets", params={"state": "draft", "limit": 100})).json():
            await self.press(ticket["case"], ("discard", REASON))

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> int:
        deed = path.split("/", 4)[-1]
        try:
            answer = await self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            self.faults.append(f"{deed} {error!r}")
            return 0
        self.pressed[f"{deed} {answer.status_code}"] += 1
        if answer.is_error and answer.status_code not in PASSED:
            self.faults.append(f"{deed} {answer.status_code} {answer.text[:200]}")
        return answer.status_code

    # --- what the screen is told ---

    async def _listen(self) -> None:
        while True:
            with suppress(websockets.ConnectionClosed):
                await self._follow()

    async def _follow(self) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        async with websockets.connect(
            self.base.replace("http", "ws", 1) + "/api/screen",
            additional_headers={"Cookie": cookie},
            origin=websockets.Origin(self.base),
            proxy=None,
        ) as socket:
            self.cases.clear()
            await socket.send('{"type":"Resume","epoch":null,"seen":{}}')
            async for frame in socket:
                self._take(json.loads(frame))

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "CaseSnapshot":
            self.cases[message["case"]] = message["view"]
        elif message["type"] == "CaseGone":
            self.cases.pop(message["case"], None)

    # --- what the person does ---

    async def _work(self) -> None:
        while True:
            await self._ask("PUT", "/api/me/presence", {"presence": "ready"})
            for _ in range(5):
                await asyncio.sleep(LOOK_EVERY_S)
                for case, view in list(self.cases.items()):
                    await self._look_at(case, view)

    async def _look_at(self, case: str, view: dict[str, Any]) -> None:
        if view["agent"] != self.who.agent:
            return
        if view["wrap_up_ends_at"]:
            if view["ticket_state"] == "draft":
                await self.press(case, ("discard", REASON))
            await self.press(case, ("wrap-up/end", None))
        elif view["phase"] == "talking" and (deed := self._lot(view)):
            await self.press(case, deed)

    def _lot(self, view: dict[str, Any]) -> Deed | None:
        lots = LOTS.get(view["arrangement"], ())
        name = self.dice.choices([name for _, name in lots], [weight for weight, _ in lots])[0] if lots else ""
        return self._deed(name, view) if name else None

    def _deed(self, name: str, view: dict[str, Any]) -> Deed | None:
        match name:
            case "hold" | "resume":
                return (name, CITIZEN)
            case "consult" | "three_way":
                return ("invitations", {"way": name, "agent": self.dice.choice(self.colleagues)})
            case "outside":
                return ("invitations", {"way": "transfer", **NOBODY})
            case "requeue":
                return TO_QUEUE
            case "drop":
                others = [party["leg"] for party in view["parties"] if party["agent"] not in {None, self.who.agent}]
                return ("drop", {"leg": self.dice.choice(others)}) if others else None
            case _:
                return (name, None)
