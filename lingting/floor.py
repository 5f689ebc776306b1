"""The queue's shell: who is signed in and registered, what the queue orders, and the floor as screens see it."""

from collections import deque
from collections.abc import Callable, Collection
from typing import Protocol

import msgspec
import structlog

from callflow import events, queue
from callflow.state import Case
from callflow.units import AgentId, CaseId, WallMs
from callflow.views import AgentState, DeskAgent, Presence, QueueLength, Role
from lingting.occupation import offered_to, taken_by, waits
from lingting.presence import PresenceBook

log = structlog.get_logger()


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the floor needs to know of an agent's account."""

    agent: AgentId
    name: str
    role: Role
    enabled: bool = True
    skills: frozenset[str] = frozenset()


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
        self._without_session: frozenset[AgentId] = frozenset()
        self._state_since: dict[AgentId, tuple[AgentState, WallMs]] = {}
        self._orders: deque[queue.Order] = deque()
        self._carrying = False
        self.changed: Callable[[], None] = lambda: None

    # --- what cases order ---

    def join(
        self,
        case: CaseId,
        queue_name: str,
        since: WallMs,
        priority: int = queue.Priority.NORMAL,
        wants: AgentId | None = None,
    ) -> None:
        """A case waits for a person since then, or waits now in another queue or with another priority or wish."""
        self._step(queue.CallerJoined(case, since, queue_name, priority, wants))

    def leave(self, case: CaseId) -> None:
        """A case waits no more."""
        self._step(queue.CallerLeft(case))

    def take(self, agent: AgentId, case: CaseId) -> None:
        """A case takes an agent without the queue."""
        self._step(queue.SeatTaken(agent, case))

    def free(self, agent: AgentId, case: CaseId) -> None:
        """A case gives its agent back."""
        self._step(queue.SeatFreed(agent, case))

    def not_answered(self, agent: AgentId, case: CaseId) -> None:
        """The phone of an agent whom this case has was not answered."""
        self._step(queue.NotAnswered(agent, case))

    # --- what people and phones do ---

    def know(self, accounts: Collection[Account]) -> None:
        """These are the accounts now; who is not among them, or disabled, is signed out."""
        self._accounts = {account.agent: account for account in accounts}
        for agent in self._presence.signed_in():
            if agent not in self._accounts or not self._accounts[agent].enabled:
                self.say(agent, None)
        self.seat_everybody()
        self.changed()

    def logged_in(self, agents: Collection[AgentId]) -> None:
        """These have a session still. Who has none (it expired, or a new password ended it) is signed out.

        It has to be missing twice in a row: this was read a moment ago, and somebody may have logged in since.
        """
        missing = frozenset(self._presence.signed_in()) - frozenset(agents)
        for agent in sorted(missing & self._without_session):
            log.info("signed_out_without_session", agent=agent)
            self.say(agent, None)
        self._without_session = missing

    def rules(self, rules: Collection[queue.QueueRules]) -> None:
        """These are the queues now; those that cannot work together are refused, and the former ones stay."""
        try:
            self._step(queue.RulesChanged(tuple(rules)))
        except queue.QueueRulesError as error:
            log.error("queues_not_changed", remedy=str(error))  # noqa: TRY400  no trace needed

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

    def knows(self, agent: AgentId) -> bool:
        """Whether there is such an account."""
        return agent in self._accounts

    def name_of(self, agent: AgentId) -> str:
        """The agent's name; the number when there is no such account."""
        return self._accounts[agent].name if agent in self._accounts else agent

    def is_taken(self, agent: AgentId) -> bool:
        """Whether a case has this agent."""
        seat = self._floor.seats.get(agent)
        return seat is not None and seat.case is not None

    def is_registered(self, agent: AgentId) -> bool:
        """Whether this agent's phone is registered."""
        return agent in self._registered

    # --- time ---

    def tick(self) -> None:
        """Time goes by. What cases know nothing of (an offer was lost, a command not carried out) is put right."""
        for seat in tuple(self._floor.seats.values()):
            if seat.case is not None and not self._is_with(seat.agent, seat.case):
                self._repair("agent_given_back", seat.case, agent=seat.agent)
                self._step(queue.SeatFreed(seat.agent, seat.case))
        for caller in self._floor.callers:
            if not self._waits(caller.case):
                self._repair("caller_taken_out", caller.case)
                self._step(queue.CallerLeft(caller.case))
        self._step(queue.Ticked())

    def _repair(self, fault: str, case: CaseId, **what: str) -> None:
        log.error(fault, case_id=case, **what, remedy="see the lines before this one")

    def _is_with(self, agent: AgentId, case: CaseId) -> bool:
        state = self._cases.state_of(case)
        return state is not None and agent in taken_by(state)

    def _waits(self, case: CaseId) -> bool:
        state = self._cases.state_of(case)
        return state is not None and waits(state)

    # --- after a restart ---

    def reopen(self, case: Case) -> None:
        """Put an open case back where it stood."""
        if waits(case):
            self.join(case.id, case.queue, case.waiting_since or case.started_at, case.priority)
        for agent in taken_by(case):
            offered = agent == offered_to(case)
            self._step(queue.OfferStands(agent, case.id) if offered else queue.SeatTaken(agent, case.id))

    def seat_everybody(self) -> None:
        """Seat who is signed in, by the presence book."""
        for agent in self._presence.signed_in():
            self._seat(agent)

    # --- what is seen ---

    @property
    def state(self) -> queue.Floor:
        """The queue machine's state."""
        return self._floor

    def length(self) -> QueueLength:
        """How many wait, and since when."""
        waiting = [caller.since for caller in self._floor.callers]
        return QueueLength(waiting=len(waiting), longest_since=min(waiting, default=None))

    def is_free(self, agent: AgentId) -> bool:
        """Whether an agent may be offered or taken: signed in, ready, with a phone, without a case."""
        seat = self._floor.seats.get(agent)
        return seat is not None and seat.free()

    def skills_of(self, agent: AgentId) -> tuple[str, ...]:
        """What an agent's account says that the agent can do, sorted."""
        account = self._accounts.get(agent)
        return tuple(sorted(account.skills)) if account else ()

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
        if case is not None and (doing := taken_by(case).get(agent)) is not None:
            return doing
        if said is None or agent not in self._registered:
            return AgentState.OFFLINE
        return AgentState.IDLE if said is Presence.READY else AgentState.AWAY

    # --- inside ---

    def _seat(self, agent: AgentId) -> None:
        """Tell the queue how an agent sits, if it does not know: everybody is looked at every second."""
        said, seat = self._presence.of(agent), self._floor.seats.get(agent)
        if said is None:
            self._step(queue.SeatLeft(agent))
            return
        account = self._accounts.get(agent)
        ready, registered = said is Presence.READY, agent in self._registered
        skills = account.skills if account else frozenset()
        sits = queue.SeatChanged(agent, self._uri_of(agent), ready, registered, skills)
        if seat is None or not seat.sits(sits.uri, ready=ready, registered=registered, skills=skills):
            self._step(sits)

    def _step(self, event: queue.Happened) -> None:
        before = self._floor
        self._floor, orders = queue.step(before, event, self._now())
        self._orders += orders
        if not self._carrying:
            self._carry_on()
        if self._floor != before:
            self.changed()

    def _carry_on(self) -> None:
        """Carrying out an order may bring the next event at once; its orders wait for their turn, so none is stale."""
        self._carrying = True
        try:
            while self._orders:
                self._carry_out(self._orders.popleft())
        finally:
            self._carrying = False

    def _carry_out(self, order: queue.Order) -> None:
        match order:
            case queue.Offer(case, agent, uri):
                self._tell(case, events.AgentOffered(agent=agent, uri=uri))
            case queue.TellPosition(case, ahead, estimate_ms):
                self._tell(case, events.QueueMoved(ahead=ahead, estimate_ms=estimate_ms))
            case queue.TellNobody(case):
                self._tell(case, events.NobodyThere())
            case queue.MakeAway(agent) if self._presence.of(agent) is not None:
                self._presence.say(agent, Presence.AWAY)
            case queue.UnknownQueue(case, name):
                remedy = "it waits in `general`: name a queue that is there in the flow, or add this one"
                log.error("unknown_queue", case_id=case, queue=name, remedy=remedy)
            case queue.TakenTwice(agent, case, holder):
                log.error("agent_taken_twice", case_id=case, agent=agent, holder=holder, remedy="see the lines before")
