"""A floor for tests: told what happens, it keeps the orders that were given."""

from collections.abc import Iterable
from typing import TypeVar

from callflow import queue
from callflow.queue import Priority, QueueRules
from callflow.units import AgentId, CaseId, WallMs

NOW = WallMs(1_000_000)
A, B, C = AgentId("1026"), AgentId("1027"), AgentId("1028")
ONE, TWO, THREE, FOUR, FIVE = (CaseId(name) for name in ("one", "two", "three", "four", "five"))

TAX = QueueRules(name="tax", label="税务", skills=frozenset({"tax"}))
DIALECT = QueueRules(name="dialect", label="方言", skills=frozenset({"tax", "dialect"}), overflow_to="tax")


Kind = TypeVar("Kind")


class Hall:
    """A floor with its orders so far."""

    def __init__(self, *rules: QueueRules) -> None:
        self.floor = queue.Floor()
        self.now = NOW
        self.orders: list[queue.Order] = []
        if rules:
            self.tell(queue.RulesChanged(rules))

    def tell(self, *told: queue.Happened, after_ms: int = 100) -> "Hall":
        for event in told:
            self.now = WallMs(self.now + after_ms)
            self.floor, given = queue.step(self.floor, event, self.now)
            self.orders += given
        return self

    def passes(self, ms: int) -> "Hall":
        return self.tell(queue.Ticked(), after_ms=ms)

    def seat(self, agent: AgentId, *skills: str, ready: bool = True, registered: bool = True) -> "Hall":
        return self.tell(queue.SeatChanged(agent, f"sip:{agent}@x", ready, registered, frozenset(skills)))

    def join(
        self, case: CaseId, name: str = queue.GENERAL, priority: int = Priority.NORMAL, wants: AgentId | None = None
    ) -> "Hall":
        return self.tell(queue.CallerJoined(case, self.now, name, priority, wants))

    def answers(self, agent: AgentId) -> "Hall":
        """The offered agent answers."""
        case = self.floor.seats[agent].case
        assert case is not None
        return self.tell(queue.CallerLeft(case))

    def frees(self, agent: AgentId, after_ms: int = 100) -> "Hall":
        """The case of this agent gives it back."""
        case = self.floor.seats[agent].case
        assert case is not None
        return self.tell(queue.SeatFreed(agent, case), after_ms=after_ms)

    def ignores(self, agent: AgentId) -> "Hall":
        """The offered agent's phone is not answered."""
        case = self.floor.seats[agent].case
        assert case is not None
        return self.tell(queue.NotAnswered(agent, case))

    def offers(self) -> list[tuple[CaseId, AgentId]]:
        return [(order.case, order.agent) for order in self._orders(queue.Offer)]

    def positions(self) -> list[tuple[CaseId, int]]:
        return [(order.case, order.ahead) for order in self._orders(queue.TellPosition)]

    def told_nobody(self) -> list[CaseId]:
        return [order.case for order in self._orders(queue.TellNobody)]

    def _orders(self, kind: type[Kind]) -> Iterable[Kind]:
        return (order for order in self.orders if isinstance(order, kind))
