"""Who looks, and what that person may see and do. Pure: every rule of permission stands here once."""

import msgspec

from callflow.ticket_steps import Actor, By
from callflow.units import AgentId
from callflow.views import CaseView, PartyState, Phase, Role, TicketState

_ACTORS = {
    Role.AGENT: Actor.AGENT,
    Role.SUPERVISOR: Actor.SUPERVISOR,
    Role.ADMIN: Actor.SUPERVISOR,
    Role.DEPARTMENT: Actor.DEPARTMENT,
}
_OVER = frozenset({Phase.CLOSED, Phase.ARCHIVED})


class NotYours(Exception):  # noqa: N818 - as the hotline's refusals are named
    """The viewer asked for what is another agent's."""


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """The person behind a session."""

    agent: AgentId
    name: str
    role: Role
    department: str = ""
    """Whose account it is, for the role `department`."""

    @property
    def sees_all(self) -> bool:
        """Supervisors and admins see every case, ticket and agent."""
        return self.role in {Role.SUPERVISOR, Role.ADMIN}

    @property
    def is_department(self) -> bool:
        """A department's account: nothing of the hotline's own is for it."""
        return self.role is Role.DEPARTMENT

    @property
    def by(self) -> By:
        """The part that the viewer plays in a ticket's life."""
        return By(actor=_ACTORS[self.role], agent=self.agent, department=self.department)

    @property
    def keeps_accounts(self) -> bool:
        """Admins make and change accounts."""
        return self.role is Role.ADMIN

    def may_see(self, owner: AgentId | None) -> bool:
        """A case or ticket is seen by the agent whose it is, and by supervisors."""
        return self.sees_all or owner == self.agent

    def may_steer(self, owner: AgentId | None) -> bool:
        """Hold, hang up, wrap up: only the agent in the call."""
        return owner == self.agent

    def own_filter(self, agent: AgentId | None) -> AgentId | None:
        """Whose rows a list is to hold when rows of `agent` are asked for (None: anybody's). Raises NotYours."""
        if self.sees_all:
            return agent
        if agent not in {None, self.agent}:
            raise NotYours
        return self.agent

    def takes_part(self, view: CaseView) -> bool:
        """Whether the viewer is called into this case, or in it, as a colleague."""
        return any(one.agent == self.agent and one.state is not PartyState.GONE for one in view.parties)

    def may_look(self, view: CaseView) -> bool:
        """Read a case: whose it is, who is in it, supervisors; and everybody when nobody works on it."""
        return self.may_see(view.agent) or self.takes_part(view) or is_unclaimed(view)

    def watches_own(self, view: CaseView) -> bool:
        """Whether the viewer is the agent in this call, or will be when the phone is answered."""
        return view.phase not in _OVER and view.agent == self.agent

    def watches(self, view: CaseView) -> bool:
        """Whether the case belongs on this person's screen now."""
        if view.phase in _OVER:
            return is_unclaimed(view)
        return self.may_look(view)


def is_unclaimed(view: CaseView) -> bool:
    """A message, or a caller who was lost: there is a ticket to finish, and no agent has the case."""
    open_ticket = view.ticket_state is TicketState.DRAFT and view.phase is not Phase.ARCHIVED
    return view.ended_as is not None and view.agent is None and open_ticket
