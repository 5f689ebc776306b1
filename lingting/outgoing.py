"""Cases that the service begins: promised call-backs, missed calls that an agent returns, and the campaign's calls.

A promised call's case is named after the one in which it was promised, so that a promise is kept once, whenever this
process is killed.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from callflow import commands
from callflow.events import CallOut, CallOutReason
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from lingting.casebook import Casebook
from lingting.dial_plan import DialPlan
from lingting.exchange import Exchange
from lingting.folder import CaseFolders
from lingting.opening import Opening

log = structlog.get_logger()


class Outgoing:
    """Opens them."""

    def __init__(  # noqa: PLR0913  the parts are what it connects
        self,
        *,
        casebook: Casebook,
        folders: CaseFolders,
        exchange: Exchange,
        opening: Opening,
        plan: DialPlan,
        now: Callable[[], WallMs],
    ) -> None:
        self._casebook = casebook
        self._folders = folders
        self._exchange = exchange
        self._opening = opening
        self._plan = plan
        self._now = now

    def keep_promise(self, promised_in: CaseId, promise: commands.PromiseCall) -> None:
        """Stand in line for a citizen who wants to be called back. A promise that was kept already stays so."""
        case = CaseId(f"{promised_in}-back")
        if case in self._casebook or self._folders.exists(case):
            return
        self._open(
            case,
            self._call_out(
                promise.number,
                CallOutReason.CALL_BACK,
                after=promised_in,
                queue=promise.queue,
                priority=promise.priority,
                since=promise.since,
            ),
        )

    def ring_back(self, number: str, agent: AgentId, after: CaseId) -> CaseId:
        """An agent returns a call. Raises OSError when the case's folder cannot be made."""
        case = self._name()
        uri = self._plan.agent(agent)
        self._open(case, self._call_out(number, CallOutReason.RING_BACK, after=after, agent=agent, agent_uri=uri))
        return case

    def follow_up(self, number: str, ticket: TicketNumber, after: CaseId | None) -> CaseId:
        """The campaign calls. Raises OSError when the case's folder cannot be made."""
        case = self._name()
        self._open(case, self._call_out(number, CallOutReason.FOLLOW_UP, after=after, ticket=ticket))
        return case

    def _call_out(self, number: str, reason: CallOutReason, **more: object) -> CallOut:
        return CallOut(
            number=number,
            uri=self._plan.number(number),
            display_number=self._plan.display_number,
            reason=reason,
            **more,  # type: ignore[arg-type]
        )

    def _open(self, case: CaseId, call_out: CallOut) -> None:
        self._casebook.begin(case)
        log.info("call_out_opened", case_id=case, reason=call_out.reason)
        self._exchange.tell(case, self._opening.outgoing(case, call_out))

    def _name(self) -> CaseId:
        moment = datetime.fromtimestamp(self._now() / 1000, tz=UTC)
        return CaseId(f"{moment:%Y%m%d-%H%M%S}-out-{secrets.token_hex(4)}")
