"""Wishes that need more than the case to be decided: the directory, the floor, a line of our own.

What was looked up here goes into the event, so that the case does not depend on it any more.
"""

from api.hotline import Callee, NotPossible, UnknownCase, Whom
from callflow import events
from callflow.events import Event
from callflow.queue import GENERAL
from callflow.refusal import refusal
from callflow.units import AgentId, CaseId
from callflow.views import PartyRole, Phase, Place, Way
from lingting.casebook import Casebook
from lingting.dial_plan import DialPlan
from lingting.directory import Directory, DirectoryAwayError
from lingting.exchange import Exchange
from lingting.floor import FloorShell
from lingting.outgoing import Outgoing

_CALLING = (Phase.RINGING, Phase.DIALLING)
AWAY = "数据库暂时连不上，查不到号码。请稍后再试，或直接输入号码。"


class Steering:
    """Decides them; raises `UnknownCase` and `NotPossible` with the reason that the agent reads."""

    def __init__(  # noqa: PLR0913  the parts are what it connects
        self,
        *,
        casebook: Casebook,
        exchange: Exchange,
        floor: FloorShell,
        directory: Directory,
        plan: DialPlan,
        outgoing: Outgoing,
    ) -> None:
        self._casebook = casebook
        self._exchange = exchange
        self._floor = floor
        self._directory = directory
        self._plan = plan
        self._outgoing = outgoing

    def tell(self, case: CaseId, event: Event) -> None:
        """Put a person's wish into a case."""
        self._open(case)
        reason = refusal(self._casebook[case].state, event)
        if reason is not None:
            raise NotPossible(reason)
        self._exchange.tell(case, event)

    async def invite(self, case: CaseId, by: AgentId, way: Way, whom: Whom) -> None:
        """Call somebody into the conversation."""
        self._open(case)
        asked = {
            Callee.DEPARTMENT: self._department,
            Callee.EMERGENCY: self._emergency,
            Callee.AGENT: self._colleague,
            Callee.NUMBER: self._number,
        }
        self.tell(case, await asked[whom.kind](by, way, whom.name))

    async def _department(self, by: AgentId, way: Way, name: str) -> events.PartyInvited:
        try:
            reached = await self._directory.department(name)
        except DirectoryAwayError:
            raise NotPossible(AWAY) from None
        if not reached.numbers:
            raise NotPossible(reached.why or f"{reached.name}的号码从这里拨不出去，请联系管理员。")
        return events.PartyInvited(
            agent=by,
            role=PartyRole.DEPARTMENT,
            name=reached.name,
            way=way,
            numbers=reached.numbers,
            department=name,
        )

    async def _emergency(self, by: AgentId, way: Way, number: str) -> events.PartyInvited:
        return self._one_number(by, way, number, PartyRole.EMERGENCY)

    async def _number(self, by: AgentId, way: Way, number: str) -> events.PartyInvited:
        return self._one_number(by, way, number, PartyRole.OUTSIDE)

    def _one_number(self, by: AgentId, way: Way, number: str, role: PartyRole) -> events.PartyInvited:
        uri = self._plan.number(number)
        numbers = (events.Number(uri=uri, label=number),) if uri else ()
        return events.PartyInvited(agent=by, role=role, name=number, way=way, numbers=numbers)

    async def _colleague(self, by: AgentId, way: Way, colleague: str) -> events.PartyInvited:
        agent = AgentId(colleague)
        self._refuse_unless_free(agent)
        return events.PartyInvited(
            agent=by,
            role=PartyRole.AGENT,
            name=self._floor.name_of(agent),
            way=way,
            numbers=(events.Number(uri=self._plan.agent(agent), label=agent),),
            invited=agent,
        )

    def transfer(self, case: CaseId, by: AgentId, queue: str, wants: AgentId | None) -> None:
        """Hand the citizen on."""
        self._open(case)
        if wants is not None:
            self._refuse_unless_free(wants)
        if queue and queue not in self._floor.state.rules:
            raise NotPossible("没有这个队列，请刷新后重选。")
        came_by = self._casebook[case].state.queue
        self.tell(case, events.TransferRequested(agent=by, queue=queue or came_by or GENERAL, wants=wants))

    def supervise(self, case: CaseId, by: AgentId, place: Place) -> None:
        """Call the supervisor's phone into the case, or let the supervisor there do something else."""
        self._open(case)
        moved = events.SupervisorMoved(agent=by, place=place)
        if refusal(self._casebook[case].state, moved) is None:
            self.tell(case, moved)
            return
        if not self._floor.is_registered(by):
            raise NotPossible("您的话机没有注册，请先打开话机。")
        if self._floor.is_taken(by):
            raise NotPossible("您正在另一个通话中。")
        self.tell(case, events.SupervisorCame(agent=by, uri=self._plan.agent(by), place=place))

    async def dial_back(self, after: CaseId, by: AgentId) -> CaseId:
        """Open a case that dials the citizen of an earlier one."""
        number = await self._number_of(after)
        if not number:
            raise NotPossible("来电没有显示号码，无法回拨。")
        if not self._plan.number(number):
            raise NotPossible("这个号码从这里拨不出去，请联系管理员。")
        if self._is_called(number):
            raise NotPossible("已经有人在呼叫这位市民，请稍后刷新名单。")
        if self._floor.is_taken(by):
            raise NotPossible("您正在通话或话后整理中，请结束后再回拨。")
        if not self._floor.is_registered(by):
            raise NotPossible("您的话机没有注册，请先打开话机。")
        try:
            return self._outgoing.ring_back(number, by, after)
        except OSError:
            raise NotPossible("磁盘空间不足，暂时不能回拨，请联系管理员。") from None

    def _is_called(self, number: str) -> bool:
        """Whether a call of ours goes to this number now: the list is everybody's, and two may click at once."""
        calls = (opened.state for opened in self._casebook.values())
        going = (one.call_out for one in calls if one.citizen_present or one.phase in _CALLING)
        return any(call_out is not None and call_out.number == number for call_out in going)

    def _open(self, case: CaseId) -> None:
        if case not in self._casebook:
            raise UnknownCase(case)

    async def _number_of(self, case: CaseId) -> str:
        if case in self._casebook:
            return self._casebook[case].state.calling_number
        try:
            number = await self._directory.number_of_case(case)
        except DirectoryAwayError:
            raise NotPossible(AWAY) from None
        if number is None:
            raise UnknownCase(case)
        return number

    def _refuse_unless_free(self, agent: AgentId) -> None:
        if not self._floor.is_free(agent):
            raise NotPossible(f"坐席{agent}现在不空闲，请选择其他坐席或转到队列。")
