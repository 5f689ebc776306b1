"""The queue's shell: who is signed in and registered, what the queue orders, and the floor as screens see it."""

from collections.abc import Callable, Collection
from typing import Protocol

import msgspec
import structlog

from callflow import events, queue
from callflow.state import Case, Phase
from callflow.units import AgentId, CaseId, WallMs
from callflow.views import AgentState, DeskAgent, Presence, QueueLength, Role
from lingting.presence import PresenceBook

log = structlog.get_logger()

_WITH_CASE = {
    Phase.RINGING: AgentState.RINGING,
    Phase.TALKING: AgentState.TALKING,
    Phase.HELD: AgentState.TALKING,
    Phase.WRAP_UP: AgentState.WRAP_UP,
}


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the floor needs to know of an agent's account."""

    agent: AgentId
    name: str
    role: Role
    enabled: bool = True


class Cases(Protocol):
    """The open cases, as the floor looks at them."""

    def state_of(self, case: CaseId) -> Case | None:
        """A case's state; None when it is not open."""


class FloorShell:
    """Keeps the queue machine's state and carries out its orders through `tell`."""

    def __init__(
        self,
        presence: PresenceBook,
        cases: Cases,
        tell: Callable[[CaseId, events.Event], None],
        uri_of: Callable[[AgentId], str],
        now: Callable[[], WallMs],
    ) -> None:
        self._floor = queue.Floor()
        self._presence = presence
        self._cases = cases
        self._tell = tell
        self._uri_of = uri_of
        self._now = now
        self._registered: frozenset[AgentId] = frozenset()
        self._accounts: dict[AgentId, Account] = {}
        self._state_since: dict[AgentId, tuple[AgentState, WallMs]] = {}
        self.changed: Callable[[], None] = lambda: None

    # --- what cases order ---

    def join(self, case: CaseId, since: WallMs) -> None:
        """A case waits for a person."""
        self._step(queue.CallerJoined(case, since))

    def leave(self, case: CaseId) -> None:
        """A case waits no more."""
        self._step(queue.CallerLeft(case))

    def free(self, agent: AgentId) -> None:
        """A case gives its agent back."""
        self._step(queue.SeatFreed(agent))

    def not_answered(self, agent: AgentId) -> None:
        """An offered agent's phone was not answered."""
        self._step(queue.NotAnswered(agent))

    # --- what people and phones do ---

    def know(self, accounts: Collection[Account]) -> None:
        """These are the accounts now; who is not among them, or disabled, is signed out."""
        self._accounts = {account.agent: account for account in accounts}
        for agent in self._presence.signed_in():
            if agent not in self._accounts or not self._accounts[agent].enabled:
                self.say(agent, None)
        self.changed()

    def say(self, agent: AgentId, presence: Presence | None) -> None:
        """An agent is ready or away, or signs out (None)."""
        self._presence.say(agent, presence)
        self._seat(agent)
        self.changed()

    def presence_of(self, agent: AgentId) -> Presence | None:
        """What this agent said last; None when signed out."""
        return self._presence.of(agent)

    def register(self, registered: Collection[str]) -> None:
        """These phones are registered now."""
        now_registered = frozenset(AgentId(user) for user in registered)
        moved = now_registered ^ self._registered
        self._registered = now_registered
        for agent in sorted(moved & set(self._presence.signed_in())):
            self._seat(agent)
        if moved:
            self.changed()

    def is_registered(self, agent: AgentId) -> bool:
        """Whether this agent's phone is registered."""
        return agent in self._registered

    def tick(self) -> None:
        """Time goes by. An agent whose case knows nothing of it (its offer was lost) is given back."""
        for seat in tuple(self._floor.seats.values()):
            if seat.case is not None and not self._is_with(seat.agent, seat.case):
                log.error(
                    "agent_given_back", agent=seat.agent, case_id=seat.case, remedy="see the lines before this one"
                )
                self._step(queue.SeatFreed(seat.agent))
        self._step(queue.Ticked())

    def _is_with(self, agent: AgentId, case: CaseId) -> bool:
        state = self._cases.state_of(case)
        return state is not None and state.agent == agent and not state.agent_freed

    # --- after a restart ---

    def reopen(self, case: Case) -> None:
        """Put an open case back where it stood."""
        if case.phase in (Phase.QUEUED, Phase.RINGING):
            self.join(case.id, case.waiting_since or case.started_at)
        if case.agent is not None and not case.agent_freed:
            self._step(queue.SeatTaken(case.agent, case.id))

    def seat_everybody(self) -> None:
        """Seat who is signed in, by the presence book."""
        for agent in self._presence.signed_in():
            self._seat(agent)

    # --- what is seen ---

    def length(self) -> QueueLength:
        """How many wait, and since when."""
        waiting = [caller.since for caller in self._floor.callers]
        return QueueLength(waiting=len(waiting), longest_since=min(waiting, default=None))

    def taken(self) -> dict[AgentId, CaseId]:
        """Who is with which case, from the offer until the case gives the agent back."""
        return {seat.agent: seat.case for seat in self._floor.seats.values() if seat.case is not None}

    def agents(self) -> tuple[DeskAgent, ...]:
        """Every agent as it stands now."""
        return tuple(self._shown(account) for _, account in sorted(self._accounts.items()))

    def _shown(self, account: Account) -> DeskAgent:
        said = self._presence.of(account.agent)
        state = self._state(account.agent, said)
        known = self._state_since.get(account.agent)
        if known is None or known[0] is not state:
            self._state_since[account.agent] = known = (state, self._now())
        return DeskAgent(
            agent=account.agent,
            name=account.name,
            role=account.role,
            enabled=account.enabled,
            presence=said or Presence.AWAY,
            phone_registered=account.agent in self._registered,
            state=state,
            since=known[1],
        )

    def _state(self, agent: AgentId, said: Presence | None) -> AgentState:
        seat = self._floor.seats.get(agent)
        case = self._cases.state_of(seat.case) if seat and seat.case else None
        if case is not None and case.phase in _WITH_CASE:
            return _WITH_CASE[case.phase]
        if said is None or agent not in self._registered:
            return AgentState.OFFLINE
        return AgentState.IDLE if said is Presence.READY else AgentState.AWAY

    # --- inside ---

    def _seat(self, agent: AgentId) -> None:
        said = self._presence.of(agent)
        if said is None:
            self._step(queue.SeatLeft(agent))
            return
        ready, registered = said is Presence.READY, agent in self._registered
        self._step(queue.SeatChanged(agent, self._uri_of(agent), ready, registered))

    def _step(self, event: queue.Happened) -> None:
        before = self._floor
        self._floor, orders = queue.step(before, event, self._now())
        for order in orders:
            self._carry_out(order)
        if self._floor != before:
            self.changed()

    def _carry_out(self, order: queue.Order) -> None:
        match order:
            case queue.Offer(case, agent, uri):
                self._tell(case, events.AgentOffered(agent=agent, uri=uri))
            case queue.TellPosition(case, ahead):
                self._tell(case, events.QueueMoved(ahead=ahead))
            case queue.TellNobody(case):
                self._tell(case, events.NobodyThere())
            case queue.MakeAway(agent) if self._presence.of(agent) is not None:
                self._presence.say(agent, Presence.AWAY)
