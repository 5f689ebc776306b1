"""What is unlike an ordinary day for one scenario: the hotline is closed, or overrun. An administrator says so."""

import datetime as dt
from pathlib import Path

import yaml

import callflow
from tests.scenarios.reading import Scenario
from tests.scenarios.stage import Stage

FLOW = Path(callflow.__file__).parent / "flows" / "12345.yaml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Conditions:
    """Set before a scenario, and set back after it."""

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self._scenario, self._desk = scenario, stage.control

    async def prevail(self) -> None:
        """From now on it is as the scenario says."""
        if self._scenario.hours == "closed":
            await self._keep(closed_now())
        if self._scenario.surge:
            await self._desk.ask("PUT", "/api/surge", {"on": True})

    async def pass_by(self) -> None:
        """An ordinary day again."""
        if self._scenario.hours == "closed":
            await self._keep(FLOW.read_text(encoding="utf-8"))
        if self._scenario.surge:
            await self._desk.ask("PUT", "/api/surge", {"on": False})

    async def _keep(self, text: str) -> None:
        await self._desk.ask("PUT", "/api/flows/12345", {"text": text})


def closed_now() -> str:
    """The shipped flow with hours in three days' time only."""
    flow = yaml.safe_load(FLOW.read_text(encoding="utf-8"))
    another = DAYS[(dt.datetime.now(dt.UTC).weekday() + 3) % 7]
    return yaml.safe_dump(flow | {"hours": {"weekly": {another: ["08:30-17:30"]}}}, allow_unicode=True, sort_keys=False)
