"""A scenario's departments in the hotline's own directory, put there by an administrator and taken out again."""

from typing import Any

from tests.scenarios.reading import Department, Scenario
from tests.scenarios.stage import Stage


class Directory:
    """The departments of one scenario."""

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self._scenario, self._desk = scenario, stage.control
        self._ids: dict[str, str] = {}

    async def fill(self) -> None:
        """Deputies first, since a department names its own."""
        for name, department in sorted(self._scenario.departments.items(), key=lambda one: bool(one[1].deputy)):
            made = await self._desk.ask("POST", "/api/departments", self._body(name, department))
            self._ids[name] = made["id"]

    async def clear(self) -> None:
        """Take them out again."""
        for identity in reversed(self._ids.values()):
            await self._desk.ask("DELETE", f"/api/departments/{identity}")

    def id_of(self, name: str) -> str:
        """A department's id. Raises LookupError for one that the scenario does not have."""
        return self._ids[name]

    def names_at(self, who: str) -> set[str]:
        """The departments whose number is this person's telephone, and those for which one of them is deputy."""
        departments = self._scenario.departments.items()
        own = {name for name, one in departments if any(number.of == who for number in one.numbers)}
        return own | {name for name, one in departments if one.deputy in own}

    def _body(self, name: str, department: Department) -> dict[str, Any]:
        numbers = [
            {"number": self._scenario.people[one.of].phone, "label": one.label, "ring_s": one.ring_s}
            for one in department.numbers
        ]
        deputy = self._ids[department.deputy] if department.deputy else None
        return {"name": name, "id": department.id or None, "deputy": deputy, "numbers": numbers}
